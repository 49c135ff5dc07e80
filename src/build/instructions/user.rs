//! USER: who runs the further steps and the containers.

use crate::build::stage::Course;
use crate::dockerfile::Instruction;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::User(user) = instruction else { return Ok(()) };
    course.stage.user.clone_from(&user.user);
    course.stage.draft.config.user.clone_from(&user.user);
    course.stage.draft.commit(&format!("USER {}", user.user), false);
    Ok(())
}
