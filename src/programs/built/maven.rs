//! `mvn`: the phases up to package and install, and the dependency plugin's go-offline. A jar is left where Maven leaves it.

use super::{install, java, sources, work, xml};
use crate::base::time::{MILLI, SECOND};
use crate::os::{ExitStatus, ProgramFuture};
use crate::programs::kit::{Tool, dates};
use crate::vfs::Content;

const RULE: &str = "------------------------------------------------------------------------";

/// Runs phases.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

/// Runs phases; also what a project's own wrapper starts.
pub(super) async fn run(mut tool: Tool) -> ExitStatus {
    let args = std::mem::take(&mut tool.args);
    if args.iter().any(|arg| arg == "-v" || arg == "--version") {
        let version = tool.process.version().to_string();
        tool.line(&format!("Apache Maven {version}"));
        return tool.end().await;
    }
    let quiet = args.iter().any(|arg| arg == "-q" || arg == "--quiet");
    let file =
        args.iter().position(|arg| arg == "-f").and_then(|at| args.get(at + 1)).map_or("pom.xml", String::as_str);
    let mut goals = args.iter().filter(|arg| !arg.starts_with('-') && *arg != file);
    let goals: Vec<&String> = goals.by_ref().collect();
    let say = |tool: &mut Tool, text: &str| {
        if !quiet {
            tool.line(&format!("[INFO] {text}"));
        }
    };
    say(&mut tool, "Scanning for projects...");
    let pom = tool.process.read_text(file).ok();
    let Some(pom) = pom.filter(|_| !goals.is_empty()) else {
        let text = if goals.is_empty() {
            "No goals have been specified for this build. You must specify a valid lifecycle phase or a goal".to_owned()
        } else {
            let cwd = tool.process.cwd().to_string();
            format!(
                "The goal you specified requires a project to execute but there is no POM in this directory ({cwd}). Please verify you invoked Maven from the correct directory. -> [Help 1]"
            )
        };
        tool.line(&format!("[INFO] {RULE}\n[INFO] BUILD FAILURE\n[INFO] {RULE}\n[ERROR] {text}"));
        tool.status = 1;
        return tool.end().await;
    };
    let value = |name: &str| xml::text(&pom, &format!("project/{name}"));
    let artifact = value("artifactId").unwrap_or_else(|| "app".to_owned());
    let version =
        value("version").or_else(|| xml::text(&pom, "project/parent/version")).unwrap_or_else(|| "1.0".to_owned());
    let packaging = value("packaging").unwrap_or_else(|| "jar".to_owned());
    let name = value("build/finalName").unwrap_or_else(|| format!("{artifact}-{version}"));
    let name = name.replace("${project.artifactId}", &artifact).replace("${project.version}", &version);
    let group = value("groupId").or_else(|| xml::text(&pom, "project/parent/groupId")).unwrap_or_default();
    let started = tool.process.now();
    let title = format!("< {group}:{artifact} >");
    let dashes = 72_usize.saturating_sub(title.len());
    say(&mut tool, "");
    say(&mut tool, &format!("{}{title}{}", "-".repeat(dashes / 2), "-".repeat(dashes - dashes / 2)));
    say(&mut tool, &format!("Building {} {version}", value("name").unwrap_or_else(|| artifact.clone())));
    say(&mut tool, &format!("{:-^72}", format!("[ {packaging} ]")));
    let home = tool.process.env("HOME").unwrap_or_else(|| "/root".to_owned());
    let repository = format!("{home}/.m2/repository/{}/{artifact}-dependencies", group.replace('.', "/"));
    let needs = pom.matches("<dependency>").count() as u64;
    if !tool.process.exists(&repository) {
        work(&mut tool, 4 * SECOND + needs * 700 * MILLI).await;
        install(
            &mut tool,
            &repository,
            Content::declared(9_000_000 + needs * 2_500_000, &format!("maven:{artifact}:{needs}")),
            0o644,
        );
    }
    let wants = |phases: &[&str]| goals.iter().any(|goal| phases.contains(&goal.as_str()));
    let folder = tool.process.cwd().to_string();
    if wants(&["compile", "test", "package", "verify", "install", "deploy"]) {
        let texts = sources(&tool, &format!("{folder}/src/main"), &[".java", ".kt", ".properties", ".yml", ".yaml"]);
        let count = texts.iter().filter(|(name, _)| name.ends_with(".java")).count();
        say(&mut tool, "");
        say(&mut tool, &format!("--- compiler:compile (default-compile) @ {artifact} ---"));
        say(
            &mut tool,
            &format!("Compiling {count} source file{} with javac to target/classes", if count == 1 { "" } else { "s" }),
        );
        work(&mut tool, 2 * SECOND).await;
        let recipe = java::recipe(&texts, &artifact);
        if wants(&["package", "verify", "install", "deploy"]) {
            let place = format!("{folder}/target/{name}.{packaging}");
            say(&mut tool, "");
            say(&mut tool, &format!("--- {packaging}:{packaging} (default-{packaging}) @ {artifact} ---"));
            say(&mut tool, &format!("Building {packaging}: {place}"));
            work(&mut tool, SECOND).await;
            let size = if pom.contains("spring-boot-maven-plugin") { 20_480_000 } else { 9_000 };
            install(&mut tool, &place, super::compiled(&recipe, size), 0o644);
        }
        tool.process.simplify("mvn compiles nothing: the archive it leaves is a stand-in");
    }
    let millis = tool.process.now().since(started) / MILLI;
    let end = dates::format(tool.process.now(), "%Y-%m-%dT%H:%M:%SZ");
    for text in [RULE, "BUILD SUCCESS", RULE] {
        say(&mut tool, text);
    }
    say(&mut tool, &format!("Total time:  {}.{:03} s", millis / 1_000, millis % 1_000));
    say(&mut tool, &format!("Finished at: {end}"));
    say(&mut tool, RULE);
    tool.end().await
}
