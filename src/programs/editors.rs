//! Programs that have no place here and say what to do instead: full-screen editors, `git`, `man`, `systemctl` and the like.

use super::kit::{Next, Tool};

/// Says that it is not modelled, and why.
pub(super) fn main(tool: &mut Tool) -> Next {
    let name = tool.name.clone();
    let why = match name.as_str() {
        "docker-compose" => "each container is started by its own command here",
        "git" => "there is no repository to reach; the files of the lessons are here already",
        "man" => "try the command with --help",
        "systemctl" | "service" => "docker runs here from the start",
        "ssh" => "there is no other machine to reach",
        "snap" => "docker is installed here already",
        _ => "edit files in the Files panel, or write them with cat > FILE",
    };
    tool.err(&format!("drydock: {name} is not modelled: {why}\n"));
    tool.status = 1;
    Next::Done
}
