//! The client's own settings, `~/.docker/config.json`: formats of listings, detach keys, the current context and accounts.
//! Everything in it that is not known here is kept when it is written.

use serde_json::{Map, Value};

use crate::base::json::{self, Style};
use crate::engine::api::AuthConfig;
use crate::os::Process;
use crate::vfs::Content;

use super::base64;
use super::failure::Outcome;

/// The name under which the Hub's account is kept.
pub(crate) const HUB: &str = "https://index.docker.io/v1/";

/// The settings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Config {
    /// The folder.
    dir: String,
    fields: Map<String, Value>,
}

impl Config {
    /// Reads the settings of a folder; the second part is a warning when the file cannot be read.
    pub(crate) fn load(process: &Process, dir: &str) -> (Self, Option<String>) {
        let mut config = Self { dir: dir.to_owned(), ..Self::default() };
        let path = config.path();
        let Ok(text) = process.read_text(&path) else { return (config, None) };
        match serde_json::from_str(&text) {
            Ok(Value::Object(fields)) => config.fields = fields,
            Ok(_) | Err(_) if text.trim().is_empty() => {
                return (config, Some(format!("WARNING: Error loading config file: {path}: EOF")));
            }
            Ok(_) | Err(_) => {
                let why = "parsing config file: invalid JSON";
                return (config, Some(format!("WARNING: Error parsing config file ({path}): {why}")));
            }
        }
        (config, None)
    }

    /// The folder.
    pub(crate) fn dir(&self) -> &str {
        &self.dir
    }

    /// The file.
    pub(crate) fn path(&self) -> String {
        format!("{}/config.json", self.dir)
    }

    /// A text of the settings, empty when it is not there.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(Value::as_str).unwrap_or("")
    }

    /// Changes a text of the settings; an empty one is taken out.
    pub(crate) fn set_text(&mut self, name: &str, text: &str) {
        if text.is_empty() {
            self.fields.shift_remove(name);
        } else {
            self.fields.insert(name.to_owned(), text.into());
        }
    }

    /// A list of texts of the settings.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        let items = self.fields.get(name).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// The account at a registry.
    pub(crate) fn account(&self, registry: &str) -> Option<AuthConfig> {
        let entry = self.fields.get("auths")?.get(registry)?;
        let decoded = base64::decode(entry.get("auth")?.as_str()?)?;
        let (username, password) = decoded.split_once(':')?;
        let (username, password) = (username.to_owned(), password.trim_end_matches('\0').to_owned());
        Some(AuthConfig { username, password, serveraddress: registry.to_owned() })
    }

    /// Keeps an account.
    pub(crate) fn add_account(&mut self, auth: &AuthConfig) {
        let mut entry = Map::new();
        let pair = format!("{}:{}", auth.username, auth.password);
        entry.insert("auth".to_owned(), Value::String(base64::encode(pair.as_bytes())));
        self.change_accounts(|accounts| accounts.insert(auth.serveraddress.clone(), Value::Object(entry)));
    }

    /// Forgets an account.
    pub(crate) fn remove_account(&mut self, registry: &str) {
        self.change_accounts(|accounts| accounts.shift_remove(registry));
    }

    fn change_accounts<T>(&mut self, change: impl FnOnce(&mut Map<String, Value>) -> T) {
        let mut accounts = match self.fields.shift_remove("auths") {
            Some(Value::Object(accounts)) => accounts,
            _ => Map::new(),
        };
        change(&mut accounts);
        // Go writes the accounts first.
        self.fields.shift_insert(0, "auths".to_owned(), Value::Object(accounts));
    }

    /// Writes the settings, for the user alone to read.
    pub(crate) fn save(&self, process: &Process) -> Outcome {
        let style = Style { indent: Some("\t"), escape_html: true };
        let text = json::write(&Value::Object(self.fields.clone()), style);
        let path = self.path();
        let refused = |errno: crate::vfs::Errno| format!("error saving credentials: open {path}: {}", errno.go_text());
        if !process.exists(&self.dir) {
            process.mkdir(&self.dir, 0o700).map_err(refused)?;
        }
        process.write_file(&path, Content::text(&text)).map_err(refused)?;
        process.chmod(&path, 0o600).map_err(refused)?;
        Ok(())
    }
}
