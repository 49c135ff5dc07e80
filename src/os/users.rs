//! User and group names as `/etc/passwd` and `/etc/group` give them. Passwords are not modelled.

/// A line of `/etc/passwd`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The login name.
    pub name: String,
    /// The user number.
    pub uid: u32,
    /// The primary group number.
    pub gid: u32,
    /// The home directory.
    pub home: String,
    /// The login shell.
    pub shell: String,
}

/// A line of `/etc/group`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The group's name.
    pub name: String,
    /// The group number.
    pub gid: u32,
    /// The names of its members.
    pub members: Vec<String>,
}

/// Reads `/etc/passwd`; malformed lines are skipped.
pub fn parse_passwd(text: &str) -> Vec<User> {
    let user = |line: &str| {
        let fields: Vec<&str> = line.split(':').collect();
        Some(User {
            name: (*fields.first()?).to_owned(),
            uid: fields.get(2)?.parse().ok()?,
            gid: fields.get(3)?.parse().ok()?,
            home: (*fields.get(5)?).to_owned(),
            shell: fields.get(6).copied().unwrap_or_default().to_owned(),
        })
    };
    text.lines().filter_map(user).collect()
}

/// Reads `/etc/group`; malformed lines are skipped.
pub fn parse_group(text: &str) -> Vec<Group> {
    let group = |line: &str| {
        let fields: Vec<&str> = line.split(':').collect();
        let members = fields.get(3).copied().unwrap_or_default();
        Some(Group {
            name: (*fields.first()?).to_owned(),
            gid: fields.get(2)?.parse().ok()?,
            members: members.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        })
    };
    text.lines().filter_map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwd_and_group_are_read() {
        let users = parse_passwd("root:x:0:0:root:/root:/bin/bash\nbad\nnode:x:1000:1000::/home/node:/bin/bash\n");
        assert_eq!((users.len(), users[1].uid, users[1].home.as_str()), (2, 1000, "/home/node"));
        assert_eq!(parse_group("docker:x:999:learner,ann\n")[0].members, ["learner", "ann"]);
    }
}
