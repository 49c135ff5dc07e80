//! MAINTAINER: the image's author.

use crate::build::stage::Course;
use crate::dockerfile::Instruction;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::Maintainer(maintainer) = instruction else { return Ok(()) };
    course.stage.draft.author.clone_from(&maintainer.name);
    course.stage.draft.commit(&format!("MAINTAINER {}", maintainer.name), false);
    Ok(())
}
