//! The programs that can run on a host or in a container, one file each. This list knows no docker and no front end.
//!
//! A program is a function over a [`kit::Tool`] that prints and gives what is left to do, or an `async fn` where it has to
//! wait. [`find`] is the table that a kernel is given; executables name their program in their content's header.

mod awk;
mod base64;
mod built;
mod cat;
mod chmod;
mod clear;
mod compare;
mod cp;
mod curl;
mod cut;
mod databases;
mod date;
mod dd;
mod du;
mod echo;
mod editors;
mod env;
mod envsubst;
mod expr;
mod find;
mod grep;
mod gzip;
mod head;
mod hello;
mod hostname;
mod http;
mod httpd;
mod id;
mod init;
mod ip;
pub mod js_runtime;
mod kill;
mod kit;
mod ln;
mod lookup;
mod ls;
mod mkdir;
mod monitor;
mod mv;
mod names;
mod nc;
mod nginx;
pub mod node;
mod nodemon;
mod npm;
mod packages;
mod paste;
mod ping;
mod printf;
mod ps;
mod pwd;
mod python;
mod readlink;
mod reorder;
mod rm;
mod rmdir;
mod sed;
mod seq;
mod sh;
mod sleep;
mod sort;
mod stat;
mod sudo;
pub(crate) mod sums;
mod tail;
mod tar;
mod tee;
mod test;
mod timeout;
mod touch;
mod tr;
mod truth;
mod uname;
mod uniq;
mod useradd;
mod wc;
mod wget;
mod which;
mod xargs;

use std::rc::Rc;

use crate::os::{ExitStatus, Main, Process, ProgramFuture};

use self::kit::{Next, Tool, filter};

/// How a program is started.
#[derive(Clone, Copy)]
enum Start {
    /// It never waits, but for the inputs of a filter.
    Plain(fn(&mut Tool) -> Next),
    /// It waits.
    Waiting(fn(Tool) -> ProgramFuture),
}

/// A program and where it is found.
pub struct Entry {
    /// The name in executables' headers, and BusyBox's name for it.
    pub name: &'static str,
    start: Start,
    /// Whether BusyBox has it among its applets.
    busybox: bool,
    /// Whether only images bring it.
    image: bool,
}

const fn plain(name: &'static str, main: fn(&mut Tool) -> Next) -> Entry {
    Entry { name, start: Start::Plain(main), busybox: true, image: false }
}

const fn waiting(name: &'static str, main: fn(Tool) -> ProgramFuture) -> Entry {
    Entry { name, start: Start::Waiting(main), busybox: true, image: false }
}

impl Entry {
    /// The same program where BusyBox has none of that name.
    const fn alone(mut self) -> Self {
        self.busybox = false;
        self
    }

    /// The same program where nothing but images bring it.
    const fn inside(mut self) -> Self {
        (self.busybox, self.image) = (false, true);
        self
    }

    /// Whether a learner's machine has it without further ado.
    pub fn is_on_hosts(&self) -> bool {
        !self.image
    }

    /// Runs it.
    fn run(&self, tool: Tool) -> ProgramFuture {
        match self.start {
            Start::Plain(main) => Box::pin(run_plain(tool, main)),
            Start::Waiting(main) => main(tool),
        }
    }
}

async fn run_plain(mut tool: Tool, main: fn(&mut Tool) -> Next) -> ExitStatus {
    tool.process.charge(1).await;
    if let Next::Filter(mut filter, inputs) = main(&mut tool) {
        filter::run(&mut tool, &mut *filter, &inputs).await;
    }
    tool.end().await
}

/// All programs, sorted by name.
static ALL: &[Entry] = &[
    plain("[", test::main),
    plain("addgroup", useradd::main),
    plain("adduser", useradd::main),
    waiting("apache2", httpd::main).inside(),
    waiting("apk", packages::apk::main).inside(),
    waiting("apt", packages::apt::main).alone(),
    waiting("apt-cache", packages::apt::main).alone(),
    waiting("apt-get", packages::apt::main).alone(),
    waiting("apt-mark", packages::apt::mark).alone(),
    plain("arch", uname::arch),
    waiting("ash", sh::ash),
    plain("awk", awk::main),
    plain("base64", base64::main),
    plain("basename", names::base),
    waiting("bash", sh::bash).alone(),
    waiting("c++", built::gcc).inside(),
    waiting("cargo", built::cargo).inside(),
    plain("cat", cat::main),
    waiting("cc", built::gcc).inside(),
    plain("chgrp", chmod::chown),
    plain("chmod", chmod::main),
    plain("chown", chmod::chown),
    waiting("clang", built::gcc).inside(),
    plain("clear", clear::main),
    plain("cmp", compare::cmp),
    plain("comm", compare::comm),
    waiting("compiled", built::stand_in).inside(),
    waiting("cp", cp::main),
    waiting("curl", curl::main).alone(),
    plain("cut", cut::main),
    waiting("dash", sh::dash).alone(),
    plain("date", date::main),
    waiting("dd", dd::main),
    plain("delgroup", useradd::main),
    plain("deluser", useradd::main),
    plain("df", du::df),
    plain("diff", compare::diff),
    plain("dirname", names::dir),
    plain("docker-compose", editors::main).alone(),
    waiting("docker-init", init::tini).inside(),
    waiting("dotnet", built::dotnet).inside(),
    waiting("dpkg", packages::dpkg::main).alone(),
    waiting("dpkg-query", packages::dpkg::main).alone(),
    plain("du", du::main),
    plain("echo", echo::main),
    plain("egrep", grep::main),
    plain("emacs", editors::main).alone(),
    waiting("env", env::main),
    plain("envsubst", envsubst::main).alone(),
    plain("eslint", built::checker).inside(),
    plain("expr", expr::main),
    plain("false", truth::no),
    waiting("fastapi", python::uvicorn).inside(),
    plain("fgrep", grep::main),
    waiting("find", find::main),
    waiting("flask", python::flask).inside(),
    plain("fold", paste::fold),
    plain("free", monitor::free),
    waiting("g++", built::gcc).inside(),
    plain("gawk", awk::main).inside(),
    waiting("gcc", built::gcc).inside(),
    plain("getent", lookup::getent).alone(),
    plain("git", editors::main).alone(),
    waiting("go", built::go).inside(),
    waiting("gofmt", built::gofmt).inside(),
    waiting("gosu", init::gosu).inside(),
    waiting("gradle", built::gradle).inside(),
    plain("grep", grep::main),
    plain("groupadd", useradd::main).alone(),
    plain("groupdel", useradd::main).alone(),
    plain("groups", id::groups),
    waiting("gunicorn", python::gunicorn).inside(),
    waiting("gunzip", gzip::main),
    waiting("gzip", gzip::main),
    plain("head", head::main),
    plain("hello-world", hello::main).inside(),
    plain("hostname", hostname::main),
    waiting("httpd", httpd::main).inside(),
    plain("id", id::main),
    plain("ifconfig", ip::ifconfig),
    plain("ip", ip::main),
    waiting("java", built::java).inside(),
    waiting("javac", built::javac).inside(),
    plain("jest", built::checker).inside(),
    plain("kill", kill::main),
    plain("killall", kill::pidof),
    plain("less", reorder::pager),
    plain("ln", ln::main),
    plain("ls", ls::main),
    waiting("make", built::make).inside(),
    plain("man", editors::main).alone(),
    plain("mariadb", databases::client).inside(),
    waiting("mariadb-admin", databases::mysqladmin).inside(),
    waiting("mariadbd", databases::mysqld).inside(),
    plain("mawk", awk::main).alone(),
    plain("md5sum", sums::main),
    plain("mkdir", mkdir::main),
    plain("mktemp", expr::mktemp),
    plain("mocha", built::checker).inside(),
    waiting("mongod", databases::mongod).inside(),
    plain("mongosh", databases::client).inside(),
    plain("more", reorder::pager),
    waiting("mv", mv::main),
    waiting("mvn", built::maven).inside(),
    plain("mysql", databases::client).inside(),
    waiting("mysqladmin", databases::mysqladmin).inside(),
    waiting("mysqld", databases::mysqld).inside(),
    plain("nano", editors::main).alone(),
    waiting("nc", nc::main),
    plain("netstat", ip::sockets),
    waiting("next", built::next).inside(),
    waiting("ng", built::bundler).inside(),
    waiting("nginx", nginx::main).inside(),
    waiting("nice", timeout::nice),
    plain("nl", reorder::nl),
    waiting("nodemon", nodemon::main).inside(),
    waiting("nohup", timeout::nohup),
    waiting("npm", npm::main).inside(),
    plain("nproc", uname::nproc),
    waiting("npx", npm::npx).inside(),
    plain("nslookup", lookup::nslookup),
    plain("paste", paste::main),
    waiting("pg_isready", databases::is_ready).inside(),
    plain("pgrep", kill::pgrep),
    plain("pidof", kill::pidof),
    waiting("ping", ping::main),
    waiting("pip", packages::pip::main).inside(),
    waiting("pip3", packages::pip::main).inside(),
    plain("pkill", kill::pgrep),
    waiting("postgres", databases::postgres).inside(),
    plain("prettier", built::checker).inside(),
    plain("printenv", env::printenv),
    plain("printf", printf::main),
    plain("ps", ps::main),
    plain("psql", databases::client).inside(),
    plain("pwd", pwd::main),
    waiting("python2", python::main).inside(),
    waiting("python3", python::main).alone(),
    waiting("react-scripts", built::bundler).inside(),
    plain("readlink", readlink::main),
    plain("realpath", readlink::realpath),
    waiting("redis-cli", databases::redis_cli).inside(),
    waiting("redis-server", databases::redis_server).inside(),
    plain("reset", clear::reset),
    plain("rev", reorder::rev),
    waiting("rm", rm::main),
    plain("rmdir", rmdir::main),
    waiting("rustc", built::rustc).inside(),
    plain("sed", sed::main),
    waiting("seq", seq::main),
    plain("service", editors::main).alone(),
    waiting("sh", sh::ash),
    plain("sha1sum", sums::main),
    plain("sha256sum", sums::main),
    plain("sha512sum", sums::main),
    plain("shuf", reorder::shuf),
    waiting("sleep", sleep::main),
    plain("snap", editors::main).alone(),
    plain("sort", sort::main),
    plain("ss", ip::sockets).alone(),
    plain("ssh", editors::main).alone(),
    plain("stat", stat::main),
    waiting("su", sudo::su),
    waiting("su-exec", init::gosu).inside(),
    waiting("sudo", sudo::main).alone(),
    plain("systemctl", editors::main).alone(),
    plain("tac", reorder::tac),
    waiting("tail", tail::main),
    waiting("tar", tar::main),
    plain("tee", tee::main),
    plain("test", test::main),
    waiting("time", timeout::time),
    waiting("timeout", timeout::main),
    waiting("tini", init::tini).inside(),
    waiting("top", monitor::top),
    plain("touch", touch::main),
    plain("tr", tr::main),
    plain("true", truth::yes),
    waiting("tsc", built::tsc).inside(),
    plain("tty", clear::tty),
    plain("uname", uname::main),
    plain("uniq", uniq::main),
    plain("uptime", monitor::uptime),
    plain("useradd", useradd::main).alone(),
    plain("userdel", useradd::main).alone(),
    plain("usermod", useradd::main).alone(),
    waiting("uvicorn", python::uvicorn).inside(),
    plain("vi", editors::main),
    plain("vim", editors::main).alone(),
    waiting("vite", built::bundler).inside(),
    plain("vitest", built::checker).inside(),
    waiting("vue-cli-service", built::bundler).inside(),
    waiting("watch", timeout::watch),
    plain("wc", wc::main),
    waiting("webpack", built::bundler).inside(),
    waiting("wget", wget::main),
    plain("which", which::main),
    plain("whoami", id::whoami),
    waiting("xargs", xargs::main),
    waiting("yarn", npm::yarn).inside(),
    waiting("yes", seq::yes),
    waiting("zcat", gzip::main),
];

/// All programs, sorted by name.
pub fn all() -> &'static [Entry] {
    ALL
}

/// What the program of an executable's header does.
pub fn find(name: &str) -> Option<Main> {
    let entry = if name == "busybox" { None } else { Some(entry(name)?) };
    let main = move |process: Process| match entry {
        Some(entry) => entry.run(Tool::new(process)),
        None => applet(Tool::new(process)),
    };
    Some(Rc::new(main))
}

fn entry(name: &str) -> Option<&'static Entry> {
    ALL.binary_search_by(|entry| entry.name.cmp(name)).ok().and_then(|at| ALL.get(at))
}

/// BusyBox: its name, or its first argument, is the program.
fn applet(mut tool: Tool) -> ProgramFuture {
    if let Some(name) = tool.name.strip_prefix('-') {
        tool.name = String::from(name);
    }
    if tool.name.starts_with("busybox") {
        if tool.args.is_empty() || matches!(tool.args[0].as_str(), "--help" | "--list") {
            return Box::pin(run_plain(tool, list_applets));
        }
        let name = tool.args.remove(0);
        tool.name = String::from(crate::vfs::path::base_name(&name));
    }
    match entry(&tool.name).filter(|entry| entry.busybox) {
        Some(entry) => entry.run(tool),
        None => Box::pin(run_plain(tool, no_applet)),
    }
}

fn no_applet(tool: &mut Tool) -> Next {
    let known = tool.process.name() == tool.name;
    let text = if known {
        format!("drydock: BusyBox's {} is not modelled\n", tool.name)
    } else {
        format!("{}: applet not found\n", tool.name)
    };
    tool.err(&text);
    tool.status = if known { 1 } else { 127 };
    Next::Done
}

fn list_applets(tool: &mut Tool) -> Next {
    let mut names = ALL.iter().filter(|entry| entry.busybox).map(|entry| entry.name);
    if tool.args.first().is_some_and(|arg| arg == "--list") {
        names.for_each(|name| tool.line(name));
        return Next::Done;
    }
    let banner = tool.banner();
    tool.line(&banner);
    tool.out("\nUsage: busybox [function [arguments]...]\n   or: busybox --list\n   or: function [arguments]...\n\n");
    tool.out("Currently defined functions:");
    let mut column = 80;
    for (at, name) in names.by_ref().enumerate() {
        if column + name.len() > 76 {
            tool.out(if at == 0 { "\n\t" } else { ",\n\t" });
            column = 8;
        } else {
            tool.out(", ");
        }
        tool.out(name);
        column += name.len() + 2;
    }
    tool.out("\n");
    Next::Done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        let unsorted = ALL.windows(2).find(|pair| pair[0].name >= pair[1].name);
        assert_eq!(unsorted.map(|pair| pair[1].name), None);
    }
}
