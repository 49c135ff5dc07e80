//! ARG: variables of the build that the image does not keep.

use crate::build::stage::Course;
use crate::dockerfile::Instruction;

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::Arg(arg) = instruction else { return Ok(()) };
    let lexer = course.lexer();
    let mut shown = Vec::with_capacity(arg.definitions.len());
    for definition in &arg.definitions {
        let name = &definition.name;
        let given = course.shared.options.build_args.iter().rev().find(|(given, _)| given == name);
        let value = match (given, &definition.default) {
            (Some((_, value)), _) => Some(value.clone()),
            (None, None) => course.shared.globals.get(name).map(str::to_owned),
            (None, Some(default)) => Some(lexer.word(default, &|name| course.stage.variable(name))?.text),
        };
        if let Some(value) = &value {
            course.stage.env.set(name, value);
        }
        shown.push(match &value {
            Some(value) => format!("{name}={value}"),
            None => name.clone(),
        });
        course.stage.build_args.push((name.clone(), value));
    }
    course.stage.draft.commit(&format!("ARG {}", shown.join(" ")), false);
    Ok(())
}
