//! LABEL: facts about the image.

use crate::base::order;
use crate::build::stage::Course;
use crate::dockerfile::Instruction;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::Label(label) = instruction else { return Ok(()) };
    let mut line = "LABEL".to_owned();
    let labels = course.stage.draft.config.labels.get_or_insert_default();
    for pair in &label.pairs {
        line.extend([" ", &pair.name, "=", &pair.value]);
        labels.insert(pair.name.clone(), pair.value.clone());
    }
    order::sort_map(labels);
    course.stage.draft.commit(&line, false);
    Ok(())
}
