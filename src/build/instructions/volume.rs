//! VOLUME: paths that get an anonymous volume in every container.

use crate::base::order;
use crate::build::stage::Course;
use crate::dockerfile::Instruction;
use crate::engine::api::Empty;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::Volume(volume) = instruction else { return Ok(()) };
    if volume.paths.iter().any(String::is_empty) {
        return Err("VOLUME specified can not be an empty string".to_owned());
    }
    let volumes = course.stage.draft.config.volumes.get_or_insert_default();
    for path in &volume.paths {
        volumes.insert(path.clone(), Empty::default());
    }
    order::sort_map(volumes);
    course.stage.draft.commit(&format!("VOLUME [{}]", volume.paths.join(" ")), false);
    Ok(())
}
