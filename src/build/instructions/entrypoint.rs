//! ENTRYPOINT: the program that gets the command as its arguments. A command of the image below goes with the old one.

use crate::build::stage::Course;
use crate::dockerfile::Form;
use crate::dockerfile::Instruction;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::Entrypoint(entrypoint) = instruction else { return Ok(()) };
    let words = match &entrypoint.command {
        Form::Exec(words) => words.clone(),
        Form::Shell(line) => course.stage.draft.with_shell(line),
    };
    course.stage.draft.commit(&format!("ENTRYPOINT {}", super::quoted(&words)), false);
    course.stage.draft.config.entrypoint = Some(words);
    if !course.stage.has_cmd {
        course.stage.draft.config.cmd = None;
    }
    Ok(())
}
