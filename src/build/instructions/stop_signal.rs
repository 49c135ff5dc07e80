//! STOPSIGNAL: the signal that `docker stop` sends.

use crate::build::stage::Course;
use crate::dockerfile::Instruction;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::StopSignal(stop) = instruction else { return Ok(()) };
    if crate::os::Signal::parse(&stop.signal).is_none() {
        return Err(format!("invalid signal: {}", stop.signal));
    }
    course.stage.draft.config.stop_signal.clone_from(&stop.signal);
    course.stage.draft.commit(&format!("STOPSIGNAL {}", stop.signal), false);
    Ok(())
}
