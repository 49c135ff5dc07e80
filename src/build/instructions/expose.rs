//! EXPOSE: ports that the image's program listens on. Nothing is published.

use crate::base::order;
use crate::build::stage::Course;
use crate::dockerfile::Instruction;
use crate::dockerfile::expose::parse_exposed;
use crate::engine::api::Empty;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::Expose(expose) = instruction else { return Ok(()) };
    let lexer = course.lexer();
    let mut found: Vec<String> = Vec::new();
    for port in &expose.ports {
        for word in lexer.words(port, &|name| course.stage.variable(name))? {
            found.extend(parse_exposed(&word)?.ports);
        }
    }
    order::sort(&mut found);
    found.dedup();
    let ports = course.stage.draft.config.exposed_ports.get_or_insert_default();
    for port in &found {
        ports.insert(port.clone(), Empty::default());
    }
    order::sort_map(ports);
    let shown: Vec<String> = found.iter().map(|port| format!("{port}:{{}}")).collect();
    course.stage.draft.commit(&format!("EXPOSE map[{}]", shown.join(" ")), false);
    Ok(())
}
