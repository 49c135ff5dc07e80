//! ONBUILD: an instruction for images built on this one. It leaves no history.

use crate::build::stage::Course;
use crate::dockerfile::Instruction;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::OnBuild(on_build) = instruction else { return Ok(()) };
    course.stage.draft.config.on_build.get_or_insert_default().push(on_build.trigger.clone());
    Ok(())
}
