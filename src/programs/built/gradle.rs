//! `gradle` and the wrapper `gradlew`: the tasks that leave an archive in `build/libs`.

use super::{install, java, sources, work};
use crate::base::time::SECOND;
use crate::os::{ExitStatus, ProgramFuture};
use crate::programs::kit::Tool;
use crate::vfs::{Content, path};

/// Runs tasks.
pub(in crate::programs) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

fn setting(text: &str, name: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| line.starts_with(name) && line.contains(['=', '\'', '"']))?;
    line.split(['\'', '"']).nth(1).map(str::to_owned)
}

/// Runs tasks; also what a project's own wrapper starts.
pub(super) async fn run(mut tool: Tool) -> ExitStatus {
    let args = std::mem::take(&mut tool.args);
    if args.iter().any(|arg| arg == "-v" || arg == "--version") {
        let version = tool.process.version().to_string();
        tool.out(&format!("\n{0}\nGradle {version}\n{0}\n\n", "-".repeat(60)));
        return tool.end().await;
    }
    let folder = tool.process.cwd().to_string();
    let read = |name: &str| tool.process.read_text(&path::join(&folder, name)).ok();
    let Some(script) = read("build.gradle").or_else(|| read("build.gradle.kts")) else {
        tool.err(&format!("\nFAILURE: Build failed with an exception.\n\n* What went wrong:\nDirectory '{folder}' does not contain a Gradle build.\n\nBUILD FAILED in 1s\n"));
        tool.status = 1;
        return tool.end().await;
    };
    let settings = read("settings.gradle").or_else(|| read("settings.gradle.kts")).unwrap_or_default();
    let name = setting(&settings, "rootProject.name").unwrap_or_else(|| path::base_name(&folder).to_owned());
    let version = setting(&script, "version");
    let tasks: Vec<&String> = args.iter().filter(|arg| !arg.starts_with('-')).collect();
    let home = tool.process.env("HOME").unwrap_or_else(|| "/root".to_owned());
    let cache = format!("{home}/.gradle/caches/modules-2/{name}");
    let started = tool.process.now();
    tool.line("Starting a Gradle Daemon (subsequent builds will be faster)");
    work(&mut tool, 5 * SECOND).await;
    if !tool.process.exists(&cache) {
        work(&mut tool, 6 * SECOND).await;
        install(&mut tool, &cache, Content::declared(45_000_000, &format!("gradle:{name}")), 0o644);
    }
    let ends = |wanted: &str| tasks.iter().any(|task| task.rsplit(':').next() == Some(wanted));
    let spring = script.contains("org.springframework.boot");
    let mut done = 1;
    if ["build", "assemble", "jar", "bootJar"].iter().any(|task| ends(task)) {
        let texts = sources(&tool, &format!("{folder}/src/main"), &[".java", ".kt", ".properties", ".yml", ".yaml"]);
        let recipe = java::recipe(&texts, &name);
        let suffix = version.map_or_else(String::new, |version| format!("-{version}"));
        let size = if spring { 20_480_000 } else { 9_000 };
        install(&mut tool, &format!("{folder}/build/libs/{name}{suffix}.jar"), super::compiled(&recipe, size), 0o644);
        if spring && ends("build") {
            install(
                &mut tool,
                &format!("{folder}/build/libs/{name}{suffix}-plain.jar"),
                Content::declared(3_000, &recipe.source),
                0o644,
            );
        }
        done = if ends("build") { 7 } else { 4 };
        tool.process.simplify("gradle compiles nothing: the archive it leaves is a stand-in");
    }
    let seconds = tool.process.now().since(started) / SECOND;
    let plural = if done == 1 { "" } else { "s" };
    tool.out(&format!("\nBUILD SUCCESSFUL in {seconds}s\n{done} actionable task{plural}: {done} executed\n"));
    tool.end().await
}
