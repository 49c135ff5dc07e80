//! One line of comma-separated values as Go's csv package reads it: the form of `--mount` and `--device`.

/// The fields of a line. The errors are those that docker prints after its own words.
pub fn fields(line: &str) -> Result<Vec<String>, String> {
    let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
    if line.is_empty() {
        return Err("EOF".into());
    }
    let mut fields = Vec::new();
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let Some(quoted) = rest.strip_prefix('"') else {
            let field = rest.split(',').next().unwrap_or_default();
            if let Some(quote) = field.find('"') {
                return Err(parse_error(at + quote, "bare \" in non-quoted field"));
            }
            fields.push(field.to_owned());
            at += field.len() + 1;
            if at > line.len() {
                return Ok(fields);
            }
            continue;
        };
        at += 1;
        let mut field = String::new();
        let mut rest = quoted;
        loop {
            let Some(end) = rest.find('"') else {
                return Err(parse_error(at, "extraneous or missing \" in quoted-field"));
            };
            field.push_str(&rest[..end]);
            at += end + 1;
            rest = &rest[end + 1..];
            if !rest.starts_with('"') {
                break;
            }
            field.push('"');
            at += 1;
            rest = &rest[1..];
        }
        fields.push(field);
        match rest.chars().next() {
            None => return Ok(fields),
            Some(',') => at += 1,
            Some(_) => return Err(parse_error(at - 1, "extraneous or missing \" in quoted-field")),
        }
    }
}

fn parse_error(at: usize, what: &str) -> String {
    format!("parse error on line 1, column {}: {what}", at + 1)
}
