//! CMD: the default command.

use crate::build::stage::Course;
use crate::dockerfile::Form;
use crate::dockerfile::Instruction;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::Cmd(cmd) = instruction else { return Ok(()) };
    let words = match &cmd.command {
        Form::Exec(words) => words.clone(),
        Form::Shell(line) => course.stage.draft.with_shell(line),
    };
    course.stage.draft.commit(&format!("CMD {}", super::quoted(&words)), false);
    course.stage.draft.config.cmd = Some(words);
    course.stage.has_cmd = true;
    Ok(())
}
