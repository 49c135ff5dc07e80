//! `tar`: makes, lists and unpacks archives. `-z`, `-j` and `-J` are accepted; compression is not modelled, so such an archive
//! is as large as without. A declared file travels as its header line.

use std::rc::Rc;

use super::kit::accounts::Accounts;
use super::kit::{Options, Tool, dates, modes};
use crate::base::glob::shell_match;
use crate::os::{ExitStatus, ProgramFuture};
use crate::vfs::{Content, Errno, Kind, Node, path, tar};

const OPTIONS: Options = Options {
    spec: "c,create x,extract,get t,list r,append u,update f,file: z,gzip,gunzip j,bzip2 J,xz v,verbose C,directory: p,preserve-permissions \
           O,to-stdout k,keep-old-files h,dereference T,files-from: X a,auto-compress P,absolute-names o m,touch +zstd \
           exclude: strip-components: +no-same-owner +same-owner +owner: +group: +numeric-owner +wildcards +transform: \
           +keep-newer-files +overwrite +no-same-permissions +sort: +mtime:",
    gnu: "[OPTION...] [FILE]...",
    busybox: "c|x|t [-ZzJjahmvokO] [-f TARFILE] [-C DIR] [-T FILE] [-X FILE] [LONGOPT]... [FILE]...",
};

/// Works on an archive.
pub(super) fn main(tool: Tool) -> ProgramFuture {
    Box::pin(run(tool))
}

struct Plan {
    verbose: bool,
    /// Where members come from or go.
    folder: String,
    excluded: Vec<String>,
    strip: usize,
    keep: bool,
    stdout: bool,
    touch: bool,
    absolute: bool,
    names: Vec<String>,
}

async fn run(mut tool: Tool) -> ExitStatus {
    tool.trouble = if tool.busybox { 1 } else { 64 };
    // The first word may be letters without a dash, whose arguments follow in order.
    if let Some(first) = tool.args.first().filter(|first| !first.starts_with('-') && !first.is_empty()).cloned() {
        let mut rest = tool.args.split_off(1);
        let mut words = Vec::new();
        for letter in first.chars() {
            words.push(format!("-{letter}"));
            if "fCTX".contains(letter) && !rest.is_empty() {
                words.push(rest.remove(0));
            }
        }
        words.extend(rest);
        tool.args = words;
    }
    let Some(opts) = tool.options(&OPTIONS) else { return tool.end().await };
    let mode = opts.last_of(&["c", "x", "t", "r", "u"]);
    if mode.is_empty() {
        if tool.busybox {
            tool.usage_error("", &OPTIONS);
        } else {
            tool.note("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options");
            tool.err("Try 'tar --help' or 'tar --usage' for more information.\n");
            tool.status = 2;
        }
        return tool.end().await;
    }
    tool.trouble = if tool.busybox { 1 } else { 2 };
    let mut plan = Plan {
        verbose: opts.has("v"),
        folder: tool.process.absolute(opts.value("C").unwrap_or(".")),
        excluded: opts.values("exclude").map(str::to_owned).collect(),
        strip: opts.value("strip-components").and_then(|text| text.parse().ok()).unwrap_or(0),
        keep: opts.has("k"),
        stdout: opts.has("O"),
        touch: opts.has("m"),
        absolute: opts.has("P"),
        names: opts.rest.clone(),
    };
    if let Some(list) = opts.value("T") {
        let text = tool.process.read_text(list).unwrap_or_default();
        plan.names.extend(text.lines().map(str::to_owned));
    }
    if opts.has("C") && !tool.process.is_dir(&plan.folder) {
        let folder = opts.value("C").unwrap_or_default();
        let error = if tool.process.exists(&plan.folder) { Errno::NotDir } else { Errno::NoEnt };
        if tool.busybox {
            tool.fail(&format!("can't change directory to '{folder}': {error}"));
        } else {
            tool.note(&format!("{folder}: Cannot open: {error}"));
            tool.fail("Error is not recoverable: exiting now");
        }
        return tool.end().await;
    }
    let file = opts.value("f").unwrap_or("-").to_owned();
    match mode {
        "c" => create(&mut tool, &plan, &file).await,
        "r" | "u" => {
            tool.err(&format!("drydock: tar -{mode} is not modelled: make the archive anew with -c\n"));
            tool.status = 1;
        }
        mode => {
            if let Some(members) = read(&mut tool, &file).await {
                each(&mut tool, &plan, &members, mode == "t");
            }
        }
    }
    tool.end().await
}

async fn create(tool: &mut Tool, plan: &Plan, file: &str) {
    if plan.names.is_empty() {
        if tool.busybox {
            tool.fail("empty archive");
        } else {
            tool.note("Cowardly refusing to create an empty archive");
            tool.err("Try 'tar --help' or 'tar --usage' for more information.\n");
            tool.status = 2;
        }
        return;
    }
    // The archive stands beside what it holds from the start, and does not hold itself.
    let target = tool.process.absolute(file);
    let mut members = Vec::new();
    let mut told = false;
    for name in &plan.names {
        let place = path::join(&plan.folder, name);
        let shown = if plan.absolute { name.clone() } else { name.trim_start_matches('/').to_owned() };
        if shown.len() < name.len() && !std::mem::replace(&mut told, true) {
            let text = if tool.busybox {
                "removing leading '/' from member names".to_owned()
            } else {
                "Removing leading `/' from member names".to_owned()
            };
            tool.note(&text);
        }
        gather(tool, plan, &place, shown.trim_end_matches('/'), &target, &mut members);
    }
    let listing = if file == "-" { 2 } else { 1 };
    if plan.verbose {
        for member in &members {
            tool.print(listing, format!("{}\n", member.name).as_bytes());
        }
    }
    let bytes = tar::write(&members);
    if file == "-" {
        tool.bytes(&bytes);
    } else if let Err(error) = tool.process.write_file(file, Content::from_bytes(bytes)) {
        let text = if tool.busybox {
            format!("can't open '{file}': {error}")
        } else {
            format!("{file}: Cannot open: {error}")
        };
        tool.fail(&text);
        if !tool.busybox {
            tool.fail("Error is not recoverable: exiting now");
        }
        return;
    }
    if tool.status != 0 && !tool.busybox {
        tool.note("Exiting with failure status due to previous errors");
        tool.status = 2;
    }
}

fn gather(tool: &mut Tool, plan: &Plan, place: &str, name: &str, target: &str, members: &mut Vec<tar::Member>) {
    let base = path::base_name(name);
    if plan
        .excluded
        .iter()
        .any(|glob| shell_match(glob, name) || shell_match(glob, base) || glob.trim_end_matches('/') == name)
    {
        return;
    }
    let stat = match tool.process.lstat(place) {
        Ok(stat) => stat,
        Err(error) => {
            let text = if tool.busybox { format!("{name}: {error}") } else { format!("{name}: Cannot stat: {error}") };
            tool.warn(&text);
            return;
        }
    };
    if stat.path == target {
        if !tool.busybox {
            tool.note(&format!("{name}: file is the archive; not dumped"));
        }
        return;
    }
    let folder = stat.node.is_dir();
    let node = if folder { Rc::new(Node::dir(stat.node.meta)) } else { Rc::clone(&stat.node) };
    let slash = if folder { "/" } else { "" };
    members.push(tar::Member { name: format!("{name}{slash}"), node });
    if folder {
        for entry in tool.process.read_dir(place).unwrap_or_default() {
            gather(tool, plan, &path::join(place, &entry), &format!("{name}/{entry}"), target, members);
        }
    }
}

async fn read(tool: &mut Tool, file: &str) -> Option<Vec<tar::Member>> {
    let bytes = if file == "-" {
        tool.process.read_all(0).await.map(Rc::new)
    } else {
        tool.process.read_file(file).map(|content| content.read())
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => {
            if tool.busybox {
                tool.fail(&format!("can't open '{file}': {error}"));
            } else {
                tool.note(&format!("{file}: Cannot open: {error}"));
                tool.fail("Error is not recoverable: exiting now");
            }
            return None;
        }
    };
    // What gzip made has the archive inside.
    let bytes = super::gzip::unpacked(&bytes).map_or(bytes, Rc::new);
    if let Ok(members) = tar::read(&bytes) {
        return Some(members);
    }
    if tool.busybox {
        tool.fail("invalid tar magic");
    } else {
        tool.note("This does not look like a tar archive");
        tool.fail("Exiting with failure status due to previous errors");
    }
    None
}

fn each(tool: &mut Tool, plan: &Plan, members: &[tar::Member], list: bool) {
    let mut found: Vec<bool> = vec![false; plan.names.len()];
    for member in members {
        let name = member.name.trim_end_matches('/');
        let inside = |wanted: &String| {
            let wanted = wanted.trim_end_matches('/');
            name == wanted
                || name.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'))
                || shell_match(wanted, name)
        };
        let at = plan.names.iter().position(inside);
        if let Some(at) = at {
            found[at] = true;
        } else if !plan.names.is_empty() {
            continue;
        }
        if plan.excluded.iter().any(|glob| shell_match(glob, name) || shell_match(glob, path::base_name(name))) {
            continue;
        }
        if list {
            let line = if plan.verbose { long(tool, member) } else { member.name.clone() };
            tool.line(&line);
            continue;
        }
        let stripped: Vec<&str> = path::components(name).skip(plan.strip).collect();
        if stripped.is_empty() {
            continue;
        }
        if plan.verbose {
            let fd = if plan.stdout { 2 } else { 1 };
            tool.print(fd, format!("{}\n", member.name).as_bytes());
        }
        if plan.stdout {
            if let Some(content) = member.node.content() {
                tool.bytes(&content.read());
            }
            continue;
        }
        if let Err(error) = put(tool, plan, &stripped.join("/"), &member.node) {
            let text = if tool.busybox {
                format!("can't open '{name}': {error}")
            } else {
                format!("{name}: Cannot open: {error}")
            };
            tool.warn(&text);
        }
    }
    for (name, found) in plan.names.iter().zip(found) {
        if !found {
            let text = if tool.busybox {
                format!("{name}: not found in archive")
            } else {
                format!("{name}: Not found in archive")
            };
            tool.warn(&text);
        }
    }
    if tool.status != 0 && !tool.busybox {
        tool.note("Exiting with failure status due to previous errors");
        tool.status = 2;
    }
}

fn put(tool: &Tool, plan: &Plan, name: &str, node: &Node) -> Result<(), Errno> {
    let process = &tool.process;
    let place = path::join(&plan.folder, name);
    let cred = process.cred();
    if node.is_dir() {
        process.mkdir_all(&place)?;
    } else {
        if process.lstat(&place).is_ok() {
            if plan.keep {
                return Err(Errno::Exist);
            }
            process.unlink(&place)?;
        }
        process.mkdir_all(path::dir_name(&place))?;
        match &node.kind {
            Kind::Symlink(target) => return process.symlink(target, &place),
            Kind::File(content) => process.write_file(&place, content.clone())?,
            _ => return Ok(()),
        }
    }
    process.chmod(&place, node.meta.mode)?;
    if cred.uid == 0 {
        process.chown(&place, Some(node.meta.uid), Some(node.meta.gid), false)?;
    }
    if plan.touch { Ok(()) } else { process.set_mtime(&place, node.meta.mtime) }
}

fn long(tool: &Tool, member: &tar::Member) -> String {
    let accounts = Accounts::read(&tool.process);
    let meta = &member.node.meta;
    let user = accounts.user_name(meta.uid).map_or_else(|| meta.uid.to_string(), str::to_owned);
    let group = accounts.group_name(meta.gid).map_or_else(|| meta.gid.to_string(), str::to_owned);
    let size = member.node.content().map_or(0, Content::size);
    let owner = format!("{user}/{group}");
    let width = 19_usize.saturating_sub(owner.len() + 1);
    let date = dates::format(meta.mtime, if tool.busybox { "%Y-%m-%d %H:%M:%S" } else { "%Y-%m-%d %H:%M" });
    let link = match &member.node.kind {
        Kind::Symlink(target) => format!(" -> {target}"),
        _ => String::new(),
    };
    format!("{} {owner} {size:>width$} {date} {}{link}", modes::mode_text(&member.node), member.name)
}

#[cfg(test)]
mod tests {
    use super::super::kit::testing::Machine;

    #[test]
    fn archives_go_round() {
        let m = Machine::gnu().file("d/a.txt", "1\n").file("d/e/b.txt", "22\n");
        assert_eq!(m.ok("tar cvf x.tar d"), "d/\nd/a.txt\nd/e/\nd/e/b.txt\n");
        assert_eq!(m.ok("tar -tf x.tar"), "d/\nd/a.txt\nd/e/\nd/e/b.txt\n");
        m.ok("mkdir out");
        assert_eq!(m.ok("tar -xvzf x.tar -C out --strip-components=1 d/e"), "d/e/\nd/e/b.txt\n");
        assert_eq!(m.read("out/e/b.txt").as_deref(), Some("22\n"));
        assert_eq!(m.ok("tar czf y.tgz --exclude=e d"), "");
        assert_eq!(m.ok("tar tzvf y.tgz d/a.txt"), "-rw-r--r-- root/root         2 2026-10-01 09:00 d/a.txt\n");
        let wrong =
            "tar: nope.tar: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n";
        assert_eq!(m.bad("tar xf nope.tar"), (wrong.into(), 2));
        assert_eq!(
            Machine::busybox().bad("tar xf nope.tar").0,
            "tar: can't open 'nope.tar': No such file or directory\n"
        );
    }
}
