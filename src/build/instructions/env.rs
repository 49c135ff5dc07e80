//! ENV: variables of the build's further steps and of the image.

use crate::build::stage::Course;
use crate::dockerfile::Instruction;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::Env(env) = instruction else { return Ok(()) };
    let mut line = "ENV".to_owned();
    for pair in &env.pairs {
        line.extend([" ", &pair.name, "=", &pair.value]);
        course.stage.env.set(&pair.name, &pair.value);
        course.stage.draft.set_env(&pair.name, &pair.value);
    }
    course.stage.draft.commit(&line, false);
    Ok(())
}
