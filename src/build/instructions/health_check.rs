//! HEALTHCHECK: how docker finds out whether a container works.

use crate::base::duration::go_duration;
use crate::base::quote::{quote, quote_char};
use crate::build::stage::Course;
use crate::dockerfile::Instruction;
use crate::engine::api::HealthConfig;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::HealthCheck(health) = instruction else { return Ok(()) };
    let times = [health.interval_ns, health.timeout_ns, health.start_period_ns, health.start_interval_ns];
    let times: Vec<String> = times.iter().map(|time| quote(&go_duration(*time))).collect();
    // BuildKit prints the structure with %q, which makes a character of the number of retries.
    let retries = quote_char(u32::try_from(health.retries).ok().and_then(char::from_u32).unwrap_or('\u{fffd}'), false);
    let line = format!("HEALTHCHECK &{{{} {} {retries}}}", super::quoted(&health.test), times.join(" "));
    course.stage.draft.config.healthcheck = Some(HealthConfig {
        test: health.test.clone(),
        interval: health.interval_ns,
        timeout: health.timeout_ns,
        start_period: health.start_period_ns,
        start_interval: health.start_interval_ns,
        retries: i64::from(health.retries),
    });
    course.stage.draft.commit(&line, false);
    Ok(())
}
