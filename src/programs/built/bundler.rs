//! Bundlers of npm: `vite`, `react-scripts`, `vue-cli-service`, `ng`, `webpack` and `next`. A build copies the public files,
//! points the page at scripts of a likely size and leaves those as declared files; a development server serves the page.

use super::dev_server::{self, Site};
use super::{install, sources, work};
use crate::base::Digest;
use crate::base::time::{MILLI, SECOND};
use crate::os::{ExitStatus, Ip, ProgramFuture};
use crate::programs::kit::{Next, Tool, net};
use crate::vfs::{Content, path};

/// Runs a bundler's command.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// Runs `next`.
pub(in crate::programs) fn next(tool: Tool) -> ProgramFuture {
    Box::pin(run_next(tool))
}

/// Test runners and linters: that nothing is tested is said, and nothing fails.
pub(in crate::programs) fn checker(tool: &mut Tool) -> Next {
    let name = tool.name.clone();
    tool.process.simplify(&format!("{name} checks nothing: scripts are not tested here"));
    tool.err(&format!("drydock: {name} has no effect here: scripts are not tested or checked\n"));
    Next::Done
}

/// What differs between bundlers.
struct Kind {
    /// Where the page comes from.
    page: &'static str,
    /// Where a build goes.
    output: &'static str,
    /// Where scripts go below that, and the separator of their digest.
    scripts: (&'static str, char),
    /// The development server's port.
    port: u16,
    /// Whether the development server listens on all addresses without being asked.
    open: bool,
}

fn kind(program: &str) -> Kind {
    match program {
        "react-scripts" => {
            Kind { page: "public/index.html", output: "build", scripts: ("static", '.'), port: 3000, open: true }
        }
        "vue-cli-service" => {
            Kind { page: "public/index.html", output: "dist", scripts: ("", '.'), port: 8080, open: true }
        }
        "ng" => Kind { page: "src/index.html", output: "dist", scripts: ("-", '-'), port: 4200, open: false },
        "webpack" => Kind { page: "index.html", output: "dist", scripts: ("-", ' '), port: 8080, open: false },
        _ => Kind { page: "index.html", output: "dist", scripts: ("assets", '-'), port: 5173, open: false },
    }
}

/// The value of an option or, without one, a setting in the configuration file.
fn option(args: &[String], name: &str) -> Option<String> {
    let inline = format!("{name}=");
    let at = args.iter().position(|arg| arg == name || arg.starts_with(&inline))?;
    match args[at].strip_prefix(&inline) {
        Some(value) => Some(value.to_owned()),
        None => Some(args.get(at + 1).filter(|value| !value.starts_with('-')).cloned().unwrap_or_default()),
    }
}

/// A setting of a configuration file, as `port: 3000` or `host: true`.
fn setting(config: &str, name: &str) -> Option<String> {
    let rest = config.split_once(&format!("{name}:"))?.1;
    let end = rest.find([',', '\n', '}']).unwrap_or(rest.len());
    Some(rest[..end].trim().trim_matches(['"', '\'', '`']).to_owned())
}

async fn run(mut tool: Tool) -> ExitStatus {
    let args = std::mem::take(&mut tool.args);
    let program = tool.process.info(|info| info.program.to_string()).unwrap_or_default();
    let version = tool.process.version().to_string();
    let words: Vec<&str> = args.iter().map(String::as_str).filter(|arg| !arg.starts_with('-')).collect();
    let own = kind(&program);
    let config = ["vite.config.js", "vite.config.ts", "vite.config.mjs", "vue.config.js", "webpack.config.js"];
    let config = config.iter().find_map(|name| tool.process.read_text(name).ok()).unwrap_or_default();
    if args.iter().any(|arg| arg == "--version" || arg == "-v") {
        tool.line(&if program == "vite" { format!("vite/{version} linux-x64") } else { version });
        return tool.end().await;
    }
    let command = match (program.as_str(), words.first().copied()) {
        ("vite", None | Some("dev" | "serve")) | (_, Some("start" | "serve")) => "serve",
        ("webpack", None) => "build",
        (_, Some(command)) => command,
        (_, None) => "help",
    };
    match command {
        "build" | "b" => build(&mut tool, &program, &version, &own, &args, &config).await,
        "serve" | "s" | "preview" => {
            let port = option(&args, "--port").or_else(|| setting(&config, "port"));
            let port = match program.as_str() {
                "react-scripts" => tool.process.env("PORT"),
                _ => port,
            };
            let default = if command == "preview" { 4173 } else { own.port };
            let port = port.and_then(|text| text.parse().ok()).unwrap_or(default);
            let host = option(&args, "--host").or_else(|| setting(&config, "host"));
            let host = host.or_else(|| (program == "react-scripts").then(|| tool.process.env("HOST")).flatten());
            let open = match host.as_deref() {
                None => own.open,
                Some("localhost" | "127.0.0.1" | "false") => false,
                Some(_) => true,
            };
            return serve(tool, &program, &version, &own, port, open, command).await;
        }
        other => {
            tool.err(&format!("drydock: {program} {other} is not modelled: pages are not run or tested here\n"));
            tool.status = 1;
        }
    }
    tool.end().await
}

async fn serve(
    mut tool: Tool,
    program: &str,
    version: &str,
    own: &Kind,
    port: u16,
    open: bool,
    command: &str,
) -> ExitStatus {
    let ip = net::own_ip(&tool.process);
    let started = match program {
        "react-scripts" => "Starting the development server...\n\n",
        "vue-cli-service" => " INFO  Starting development server...\n",
        _ => "",
    };
    tool.out(started);
    work(&mut tool, if program == "vite" { 350 * MILLI } else { 4 * SECOND }).await;
    let text = match program {
        "react-scripts" => {
            let name = tool
                .process
                .read_text("package.json")
                .ok()
                .and_then(|text| setting(&text, "\"name\""))
                .unwrap_or_default();
            format!(
                "Compiled successfully!\n\nYou can now view {name} in the browser.\n\n  Local:            http://localhost:{port}\n  On Your Network:  \
                 http://{ip}:{port}\n\nNote that the development build is not optimized.\nTo create a production build, use npm run build.\n\n"
            )
        }
        "vue-cli-service" => format!(
            "  App running at:\n  - Local:   http://localhost:{port}/ \n  - Network: http://{ip}:{port}/\n\n  Note that the development build is not \
             optimized.\n  To create a production build, run npm run build.\n\n"
        ),
        "ng" => format!("Watch mode enabled. Watching for file changes...\n  ➜  Local:   http://localhost:{port}/\n"),
        _ => {
            let network = if open { format!("http://{ip}:{port}/") } else { "use --host to expose".to_owned() };
            let head =
                if command == "preview" { String::new() } else { format!("\n  VITE v{version}  ready in 350 ms\n\n") };
            format!("{head}  ➜  Local:   http://localhost:{port}/\n  ➜  Network: {network}\n")
        }
    };
    tool.out(&text);
    tool.process.simplify(&format!("{program} bundles nothing: the page is served without its scripts"));
    let root = if command == "preview" {
        own.output.to_owned()
    } else {
        path::dir_name(&format!("/{}", own.page))[1..].to_owned()
    };
    let site = Site { root: tool.process.absolute(&root), page: path::base_name(own.page).to_owned() };
    // Version 3.4.1 was known for ending when nobody holds its input open.
    let leaves = program == "react-scripts" && version == "3.4.1";
    dev_server::serve(tool, site, if open { Ip::ANY } else { Ip::LOCALHOST }, port, leaves).await
}

/// A size as these tools print it: `143.36 kB`.
fn kilobytes(bytes: u64) -> String {
    format!("{}.{:02} kB", bytes / 1_000, bytes % 1_000 / 10)
}

async fn build(tool: &mut Tool, program: &str, version: &str, own: &Kind, args: &[String], config: &str) {
    let folder = tool.process.cwd().to_string();
    let output =
        option(args, "--outDir").or_else(|| option(args, "--output-path")).or_else(|| setting(config, "outDir"));
    let output = output.unwrap_or_else(|| match program {
        "react-scripts" => tool.process.env("BUILD_PATH").unwrap_or_else(|| own.output.to_owned()),
        "ng" => angular_output(tool),
        _ => own.output.to_owned(),
    });
    let output = output.trim_start_matches("./").trim_end_matches('/').to_owned();
    let texts =
        sources(tool, &format!("{folder}/src"), &[".js", ".jsx", ".ts", ".tsx", ".vue", ".css", ".scss", ".svelte"]);
    let (begin, time) = match program {
        "react-scripts" => ("Creating an optimized production build...\n".to_owned(), 9 * SECOND),
        "vite" => (format!("vite v{version} building for production...\ntransforming...\n"), SECOND),
        "vue-cli-service" => ("\n-  Building for production...\n".to_owned(), 8 * SECOND),
        _ => (String::new(), 6 * SECOND),
    };
    tool.out(&begin);
    let page = tool.process.read_text(own.page);
    if program != "webpack" && page.is_err() {
        let text = match program {
            "react-scripts" => {
                format!("Could not find a required file.\n  Name: index.html\n  Searched in: {folder}/public\n")
            }
            _ => format!("Could not resolve entry module \"{}\".\n", own.page),
        };
        tool.err(&text);
        tool.status = 1;
        return;
    }
    work(tool, time).await;
    let all: String = texts.iter().map(|(_, text)| text.as_str()).collect();
    let digest = Digest::of(all.as_bytes());
    let hash = &digest.short()[..8];
    let (code, styles): (Vec<_>, Vec<_>) = texts.iter().partition(|(name, _)| !name.ends_with("css"));
    let length = |files: &[&(String, String)]| files.iter().map(|(_, text)| text.len() as u64).sum::<u64>();
    let framework = if all.contains("react") { 142_000 } else { 61_000 };
    let (place, dot) = own.scripts;
    let file = |kind: &str, name: &str| match place {
        "static" => format!("static/{kind}/{name}{dot}{hash}.{kind}"),
        "" => format!("{kind}/{name}{dot}{hash}.{kind}"),
        "-" if dot == ' ' => format!("{name}.{kind}"),
        "-" => format!("{name}{dot}{hash}.{kind}"),
        place => format!("{place}/index{dot}{hash}.{kind}"),
    };
    let name = if place.is_empty() { "app" } else { "main" };
    let mut files = vec![(file("js", name), framework + length(&code) / 2)];
    if !styles.is_empty() {
        files.insert(0, (file("css", name), length(&styles) * 7 / 10));
    }
    let public = path::join(&folder, if program == "ng" { "src/assets" } else { "public" });
    copy(tool, &public, &path::join(&folder, &output));
    let mut sizes = Vec::new();
    if let Ok(page) = page {
        let tags: String = files
            .iter()
            .map(|(file, _)| match file.rsplit('.').next() {
                Some("css") => format!("<link href=\"/{file}\" rel=\"stylesheet\">"),
                _ if program == "vite" => format!("<script type=\"module\" crossorigin src=\"/{file}\"></script>"),
                _ => format!("<script defer=\"defer\" src=\"/{file}\"></script>"),
            })
            .collect();
        let lines = page.lines().filter(|line| !line.contains("src=\"/src/"));
        let page: Vec<&str> = lines.collect();
        let page = page
            .join("\n")
            .replace("%PUBLIC_URL%", "")
            .replace("<%= BASE_URL %>", "/")
            .replace("</head>", &format!("{tags}</head>"));
        sizes.push(("index.html".to_owned(), page.len() as u64));
        install(tool, &format!("{folder}/{output}/index.html"), Content::text(&page), 0o644);
    }
    for (file, size) in &files {
        let content = Content::declared(*size, &format!("bundle:{program}:{digest}:{file}"));
        install(tool, &format!("{folder}/{output}/{file}"), content, 0o644);
        sizes.push((file.clone(), *size));
    }
    tool.process.simplify(&format!("{program} bundles nothing: its scripts are files of a likely size"));
    let count = texts.len();
    report(tool, program, version, &output, count, &files, &sizes);
}

/// What is printed at the end of a build.
fn report(
    tool: &mut Tool,
    program: &str,
    version: &str,
    output: &str,
    count: usize,
    files: &[(String, u64)],
    sizes: &[(String, u64)],
) {
    let cwd = tool.process.cwd().to_string();
    match program {
        "react-scripts" => {
            tool.out("Compiled successfully.\n\nFile sizes after gzip:\n\n");
            for (file, size) in files.iter().rev() {
                tool.line(&format!("  {:<8}  {output}/{file}", kilobytes(size * 32 / 100)));
            }
            tool.out(&format!("\nThe project was built assuming it is hosted at /.\nYou can control this with the homepage field in your package.json.\n\nThe {output} folder is ready to be deployed.\n\n"));
        }
        "vite" => {
            tool.out(&format!("✓ {} modules transformed.\nrendering chunks...\ncomputing gzip size...\n", count + 12));
            let width = sizes.iter().map(|(file, _)| output.len() + file.len()).max().unwrap_or(0) + 1;
            for (file, size) in sizes {
                let name = format!("{output}/{file}");
                tool.line(&format!(
                    "{name:<width$}  {:>9} │ gzip: {:>8}",
                    kilobytes(*size),
                    kilobytes(size * 33 / 100)
                ));
            }
            tool.line("✓ built in 1.05s");
        }
        "vue-cli-service" => {
            tool.out(" DONE  Compiled successfully in 8000ms\n\n");
            for (file, size) in files {
                tool.line(&format!("  {output}/{file}    {}", kilobytes(*size)));
            }
            tool.out(&format!("\n DONE  Build complete. The {output} directory is ready to be deployed.\n"));
        }
        "webpack" => tool.out(&format!(
            "asset main.js {} [emitted] [minimized] (name: main)\nwebpack {version} compiled successfully in 6000 ms\n",
            kilobytes(files[0].1)
        )),
        _ => tool.out(&format!(
            "Application bundle generation complete. [6.000 seconds]\n\nOutput location: {cwd}/{output}\n\n"
        )),
    }
}

/// Where Angular builds to: `dist/NAME/browser`, and without the last part before version 17.
fn angular_output(tool: &Tool) -> String {
    let text = tool.process.read_text("angular.json").unwrap_or_default();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let project = value["projects"].as_object().and_then(|projects| projects.iter().next());
    let Some((name, project)) = project else { return "dist".to_owned() };
    let build = &project["architect"]["build"];
    let base = build["options"]["outputPath"].as_str().map_or_else(|| format!("dist/{name}"), str::to_owned);
    if build["builder"].as_str().is_some_and(|builder| builder.ends_with(":application")) {
        format!("{base}/browser")
    } else {
        base
    }
}

fn copy(tool: &mut Tool, from: &str, to: &str) {
    let mut todo = vec![String::new()];
    while let Some(inner) = todo.pop() {
        let folder = path::join(from, &inner);
        for name in tool.process.read_dir(&folder).unwrap_or_default() {
            let inner = if inner.is_empty() { name.clone() } else { format!("{inner}/{name}") };
            let place = path::join(from, &inner);
            if tool.process.is_dir(&place) {
                todo.push(inner);
            } else if let Ok(content) = tool.process.read_file(&place) {
                install(tool, &path::join(to, &inner), content, 0o644);
            }
        }
    }
}

async fn run_next(mut tool: Tool) -> ExitStatus {
    let args = std::mem::take(&mut tool.args);
    let version = tool.process.version().to_string();
    let folder = tool.process.cwd().to_string();
    let command = args.iter().find(|arg| !arg.starts_with('-')).map_or("dev", String::as_str);
    match command {
        "build" => {
            tool.out(&format!("   ▲ Next.js {version}\n\n   Creating an optimized production build ...\n"));
            work(&mut tool, 8 * SECOND).await;
            let texts = sources(&tool, &folder, &[".js", ".jsx", ".ts", ".tsx", ".css"]);
            let all: String = texts.iter().map(|(_, text)| text.as_str()).collect();
            let digest = Digest::of(all.as_bytes());
            install(&mut tool, &format!("{folder}/.next/BUILD_ID"), Content::text(&digest.short()[..8]), 0o644);
            for (file, size) in
                [("server/app.js", 900_000), ("static/chunks/main.js", 310_000), ("cache/webpack.pack", 6_000_000)]
            {
                let content = Content::declared(size, &format!("next:{digest}:{file}"));
                install(&mut tool, &format!("{folder}/.next/{file}"), content, 0o644);
            }
            let config = ["next.config.js", "next.config.mjs", "next.config.ts"];
            let config = config.iter().find_map(|name| tool.process.read_text(name).ok()).unwrap_or_default();
            match setting(&config, "output").as_deref() {
                Some("standalone") => {
                    let text = "// A stand-in: Next.js does not run here.\nrequire('http').createServer((req, res) => {\n  res.setHeader('Content-Type', 'text/html');\n  res.end('<!DOCTYPE html><title>Next.js</title>This page comes from a stand-in: Next.js does not run here.\\n');\n}).listen(process.env.PORT || 3000, process.env.HOSTNAME && '0.0.0.0', () => console.log('   - Local: http://localhost:' + (process.env.PORT || 3000)));\n";
                    install(&mut tool, &format!("{folder}/.next/standalone/server.js"), Content::text(text), 0o644);
                }
                Some("export") => {
                    let text = "<!DOCTYPE html><title>Next.js</title>This page comes from a stand-in: Next.js does not run here.\n";
                    install(&mut tool, &format!("{folder}/out/index.html"), Content::text(text), 0o644);
                }
                _ => {}
            }
            tool.process.simplify("next build compiles nothing: its output is files of a likely size");
            tool.out(" ✓ Compiled successfully\n   Linting and checking validity of types ...\n   Collecting page data ...\n ✓ Generating static pages\n   Finalizing page optimization ...\n\n");
        }
        "dev" | "start" => {
            if command == "start" && !tool.process.exists(&format!("{folder}/.next/BUILD_ID")) {
                tool.err("Error: Could not find a production build in the '.next' directory. Try building your app with 'next build' before starting the production server. https://nextjs.org/docs/messages/production-start-no-build-id\n");
                tool.status = 1;
                return tool.end().await;
            }
            let port = option(&args, "-p").or_else(|| option(&args, "--port")).or_else(|| tool.process.env("PORT"));
            let port = port.and_then(|text| text.parse().ok()).unwrap_or(3000);
            let ip = net::own_ip(&tool.process);
            tool.out(&format!("   ▲ Next.js {version}\n   - Local:        http://localhost:{port}\n   - Network:      http://{ip}:{port}\n\n ✓ Starting...\n"));
            work(&mut tool, 400 * MILLI).await;
            tool.line(" ✓ Ready in 400ms");
            tool.process.simplify("Next.js does not run: a stand-in answers in its place");
            let site = Site { root: path::join(&folder, "public"), page: String::new() };
            return dev_server::serve(tool, site, Ip::ANY, port, false).await;
        }
        other => {
            tool.err(&format!("drydock: next {other} is not modelled: pages are not run here\n"));
            tool.status = 1;
        }
    }
    tool.end().await
}
