//! Reads from sources what a program says plainly: texts printed in `main`, the port it listens on, literal answers of
//! routes. It is no compiler: what stands under a condition or is computed is left out.

use super::recipe::Recipe;

/// A text in quotes and where it stands.
struct Literal {
    /// The characters before it, blanks left out, at most this many: `fmt.Println(`.
    before: String,
    text: String,
    /// The first character after it that is no blank.
    after: char,
    /// Open braces around it since the main function began, none outside of it.
    in_main: Option<i32>,
}

/// Calls that print a line, or what they are given.
const LINES: &[&str] =
    &["fmt.Println(", "println!(", "System.out.println(", "Console.WriteLine(", "puts(", "console.log(", "eprintln!("];
const PIECES: &[&str] = &["fmt.Print(", "fmt.Printf(", "print!(", "System.out.print(", "Console.Write(", "printf("];
const LOGS: &[&str] = &["log.Println(", "log.Print(", "log.Printf("];
/// What begins a main function.
const MAINS: &[&str] = &["func main(", "fn main(", "int main(", "void main(", "void Main(", "Task Main("];
/// What gives a route its path.
const ROUTES: &[&str] = &[
    "HandleFunc(",
    "Handle(",
    ".GET(",
    ".Get(",
    ".get(",
    ".route(",
    "GetMapping(",
    "RequestMapping(",
    "MapGet(",
    "GetMapping(value=",
];
/// What gives a literal answer.
const ANSWERS: &[&str] = &[
    "Fprintf(w,",
    "Fprint(w,",
    "Fprintln(w,",
    "WriteString(w,",
    "[]byte(",
    "String(200,",
    "String(http.StatusOK,",
    "SendString(",
    "send(",
    "return",
    "body(",
    "=>",
    "Fprintf(res,",
    "Fprint(res,",
    "Fprintf(rw,",
    "||",
];
/// Signs that a program serves HTTP.
const SERVERS: &[&str] = &[
    "ListenAndServe",
    "gin.Default(",
    "gin.New(",
    "echo.New(",
    "fiber.New(",
    "SpringApplication.run",
    "WebApplication.CreateBuilder",
    "HttpServer::new",
    "axum::serve",
    "warp::serve",
    "rocket::build",
    "TcpListener::bind",
    "net.Listen(",
    "com.sun.net.httpserver",
    "WebHost",
    "UseKestrel",
    "express(",
    "createServer(",
    "fastify(",
];

/// Reads the recipe of a program in `language`.
pub(super) fn read(language: &str, sources: &[(String, String)], default_port: u16) -> Recipe {
    let mut recipe = Recipe::new(language, sources);
    let serves = sources.iter().any(|(_, text)| SERVERS.iter().any(|sign| text.contains(sign)));
    // Where no function is the main one, all that stands outside of braces is.
    let has_main = sources.iter().any(|(_, text)| MAINS.iter().any(|sign| text.contains(sign)));
    for (_, text) in sources {
        literals(text, !has_main, &mut |literal| note(&mut recipe, literal, serves));
        if serves && text.contains("http.FileServer(http.Dir(") && recipe.folder.is_empty() {
            let rest = text.split_once("http.Dir(\"").map_or("", |(_, rest)| rest);
            rest.split('"').next().unwrap_or_default().clone_into(&mut recipe.folder);
        }
    }
    if serves && recipe.port == 0 {
        recipe.port = sources.iter().find_map(|(_, text)| number_after(text)).unwrap_or(default_port);
    }
    if !serves {
        (recipe.port, recipe.port_variable, recipe.routes) = (0, String::new(), Vec::new());
    }
    recipe
}

fn ends(text: &str, all: &[&str]) -> bool {
    all.iter().any(|end| text.ends_with(end))
}

fn note(recipe: &mut Recipe, literal: &Literal, serves: bool) {
    let Literal { before, text, after, .. } = literal;
    let alone = *after == ')' && !text.contains('{');
    if literal.in_main == Some(1) && alone {
        // A bare per cent sign would need an argument.
        let whole = !text.replace("%%", "").contains('%') || ends(before, LINES);
        if whole && ends(before, LINES) {
            recipe.lines.push(format!("{text}\n"));
        } else if whole && ends(before, LOGS) {
            recipe.lines.push(format!("\u{0}{}\n", text.trim_end_matches('\n')));
        } else if whole && ends(before, PIECES) {
            recipe.lines.push(text.replace("%%", "%"));
        }
    }
    if !serves {
        return;
    }
    let digits = text.rsplit(':').next().unwrap_or_default();
    let is_address = text.starts_with(':')
        || text.starts_with("0.0.0.0:")
        || text.starts_with("127.0.0.1:")
        || text.starts_with("localhost:");
    let is_number = text.len() >= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if recipe.port == 0
        && (is_address || is_number && !ends(before, &["String(", "JSON("]))
        && let Ok(port) = digits.parse::<u16>()
        && port >= 80
    {
        recipe.port = port;
    }
    if recipe.port_variable.is_empty()
        && (text == "PORT" || text.ends_with("_PORT"))
        && ends(before, &["Getenv(", "LookupEnv(", "var(", "getenv("])
    {
        recipe.port_variable.clone_from(text);
    }
    if text.starts_with('/') && ends(before, ROUTES) {
        let path = text.split(['*', '{', ':']).next().unwrap_or("/").to_owned();
        recipe.routes.push((path, None));
    } else if ends(before, ANSWERS)
        && let Some((_, answer @ None)) = recipe.routes.last_mut()
        && !text.replace("%%", "").contains('%')
    {
        *answer = Some(text.clone());
    }
}

/// The number given to a port by name: `port := 8080`, `server.port=8081`, `listen(3000`.
fn number_after(text: &str) -> Option<u16> {
    let lower = text.to_ascii_lowercase();
    let mut at = 0;
    while let Some(found) = lower[at..].find("port") {
        at += found + 4;
        let rest = lower[at..].trim_start_matches([' ', ':', '=', '(', '"', '\'']);
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if let Some(port) = digits.parse::<u16>().ok().filter(|port| *port >= 80) {
            return Some(port);
        }
    }
    None
}

/// Goes through the texts in quotes; comments are skipped. In a script what stands outside of braces is the main function.
fn literals(text: &str, script: bool, found: &mut dyn FnMut(&Literal)) {
    let chars: Vec<char> = text.chars().collect();
    let (mut at, mut depth, mut before) = (0, 0_i32, String::new());
    let mut main = script.then_some(-1);
    while let Some(&c) = chars.get(at) {
        at += 1;
        match (c, chars.get(at)) {
            ('/', Some('/')) => at = skip(&chars, at, &['\n']),
            ('/', Some('*')) => at = skip(&chars, at, &['*', '/']),
            ('"' | '`', _) => {
                let (value, end) = quoted(&chars, at, c);
                at = end;
                let after = chars[at.min(chars.len())..].iter().find(|c| !c.is_whitespace()).copied().unwrap_or('\0');
                let in_main = main.map(|start: i32| depth.saturating_sub(start));
                found(&Literal { before: before.clone(), text: value, after, in_main });
                before.push('"');
            }
            // A character or a lifetime.
            ('\'', _) if chars.get(at + 1) == Some(&'\'') => at += 2,
            ('\'', Some('\\')) => at += 3,
            ('{', _) => {
                depth += 1;
                if main.is_none() && MAINS.iter().any(|sign| before.replace(' ', "").contains(&sign.replace(' ', ""))) {
                    main = Some(depth - 1);
                }
                before.clear();
            }
            ('}', _) => {
                depth = (depth - 1).max(0);
                if main == Some(depth) {
                    main = Some(i32::MAX);
                }
                before.clear();
            }
            (';', _) => before.clear(),
            (c, _) if c.is_whitespace() => {}
            (c, _) => before.push(c),
        }
        if before.len() > 200 {
            let cut = before.char_indices().rev().nth(100).map_or(0, |(at, _)| at);
            before.drain(..cut);
        }
    }
}

fn skip(chars: &[char], at: usize, end: &[char]) -> usize {
    let rest = chars.get(at..).unwrap_or_default();
    rest.windows(end.len()).position(|window| window == end).map_or(chars.len(), |found| at + found + end.len())
}

/// A text from behind its opening quote, and where it ends.
fn quoted(chars: &[char], mut at: usize, quote: char) -> (String, usize) {
    let mut value = String::new();
    while let Some(&c) = chars.get(at) {
        at += 1;
        match c {
            c if c == quote => break,
            '\\' if quote == '"' => {
                let escaped = chars.get(at).copied().unwrap_or('\\');
                at += 1;
                value.push(match escaped {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    other => other,
                });
            }
            c => value.push(c),
        }
    }
    (value, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn go(text: &str) -> Recipe {
        read("Go", &[("main.go".to_owned(), text.to_owned())], 0)
    }

    #[test]
    fn a_program_says_what_it_prints() {
        let recipe = go(
            "package main\n// \"no\"\nfunc help() { fmt.Println(\"no\") }\nfunc main() {\n\tfmt.Println(\"Hello\")\n\tif x { fmt.Println(\"no\") }\n\tfmt.Printf(\"100%%\\n\")\n\tfmt.Printf(\"%d\\n\", 3)\n}\n",
        );
        assert_eq!((recipe.lines.concat().as_str(), recipe.port), ("Hello\n100%\n", 0));
    }

    #[test]
    fn a_server_says_its_port_and_answers() {
        let recipe = go(
            "func main() {\n\thttp.HandleFunc(\"/\", func(w http.ResponseWriter, r *http.Request) {\n\t\tfmt.Fprintf(w, \"Hi there\")\n\t})\n\tport := os.Getenv(\"PORT\")\n\tlog.Fatal(http.ListenAndServe(\":8080\", nil))\n}\n",
        );
        assert_eq!((recipe.port, recipe.port_variable.as_str()), (8080, "PORT"));
        assert_eq!(recipe.routes, [("/".to_owned(), Some("Hi there".to_owned()))]);
        assert_eq!(Recipe::from_text(&recipe.to_text()), recipe);
        assert_eq!(go("func main() {\n\tport := 8090\n\thttp.ListenAndServe(addr, nil)\n}").port, 8090);
    }
}
