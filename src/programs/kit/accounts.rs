//! User and group names for numbers and the other way round, read once per run from `/etc/passwd` and `/etc/group`.

use crate::os::Process;
use crate::os::users::{Group, User, parse_group, parse_passwd};

/// The accounts that a process sees.
pub(crate) struct Accounts {
    /// Lines of `/etc/passwd`.
    pub(crate) users: Vec<User>,
    /// Lines of `/etc/group`.
    pub(crate) groups: Vec<Group>,
}

impl Accounts {
    /// Reads them.
    pub(crate) fn read(process: &Process) -> Self {
        let text = |path| process.read_text(path).unwrap_or_default();
        Self { users: parse_passwd(&text("/etc/passwd")), groups: parse_group(&text("/etc/group")) }
    }

    /// A user's name.
    pub(crate) fn user_name(&self, uid: u32) -> Option<&str> {
        self.users.iter().find(|user| user.uid == uid).map(|user| user.name.as_str())
    }

    /// A group's name.
    pub(crate) fn group_name(&self, gid: u32) -> Option<&str> {
        self.groups.iter().find(|group| group.gid == gid).map(|group| group.name.as_str())
    }

    /// A user by name or number.
    pub(crate) fn user(&self, text: &str) -> Option<&User> {
        let uid = text.parse::<u32>().ok();
        self.users
            .iter()
            .find(|user| user.name == text)
            .or_else(|| self.users.iter().find(|user| Some(user.uid) == uid))
    }

    /// A group's number by name or number.
    pub(crate) fn gid(&self, text: &str) -> Option<u32> {
        let named = self.groups.iter().find(|group| group.name == text).map(|group| group.gid);
        named.or_else(|| text.parse().ok())
    }

    /// The numbers of the groups that name `user` as a member.
    pub(crate) fn groups_of(&self, user: &str) -> Vec<u32> {
        let is_member = |group: &&Group| group.members.iter().any(|member| member == user);
        self.groups.iter().filter(is_member).map(|group| group.gid).collect()
    }
}
