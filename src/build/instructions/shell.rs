//! SHELL: what precedes commands in shell form.

use crate::build::stage::Course;
use crate::dockerfile::Instruction;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::Shell(shell) = instruction else { return Ok(()) };
    course.stage.draft.commit(&format!("SHELL [{}]", shell.words.join(" ")), false);
    course.stage.draft.config.shell = Some(shell.words.clone());
    Ok(())
}
