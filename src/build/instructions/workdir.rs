//! WORKDIR: the working directory of the further steps and of containers, made if it is missing.

use crate::base::digest::Hasher;
use crate::build::copying::{Owner, Target};
use crate::build::graph::Op;
use crate::build::stage::Course;
use crate::dockerfile::Instruction;
use crate::vfs::path;

/// A folder to be made with its parents.
#[derive(Debug)]
pub(in crate::build) struct MkdirOp {
    /// Where.
    pub(in crate::build) path: String,
    /// Who gets it, empty for root.
    pub(in crate::build) user: String,
}

pub(super) fn convert(instruction: &Instruction, course: &mut Course<'_>) -> Result<(), String> {
    let Instruction::Workdir(workdir) = instruction else { return Ok(()) };
    let dir = path::absolute(&course.stage.cwd, &workdir.path);
    course.stage.cwd.clone_from(&dir);
    course.stage.draft.config.working_dir.clone_from(&dir);
    if dir != "/" {
        let title = course.title(&course.lexer());
        let name = course.stage.step_name(&title);
        let user = course.stage.draft.config.user.clone();
        course.push(name, Op::Mkdir(MkdirOp { path: dir.clone(), user }));
    }
    course.stage.draft.commit(&format!("WORKDIR {dir}"), dir != "/");
    Ok(())
}

impl MkdirOp {
    /// What the result depends on besides the layer below.
    pub(in crate::build) fn key(&self, hasher: &mut Hasher) {
        hasher.update(format!("mkdir\0{}\0{}\0", self.path, self.user).as_bytes());
    }

    /// Makes the folder.
    pub(in crate::build) fn execute(&self, target: &mut Target) -> Result<(), String> {
        let owner = Owner::parse(&self.user, target.tree());
        target.mkdir_all(&self.path, 0o755, owner)
    }
}
