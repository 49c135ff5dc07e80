//! `docker login`: tries an account at a registry and keeps it in the settings. Signing in through a browser needs the
//! internet, so that the client falls back to asking for name and password, as it does where it is offline.

use crate::base::reference::DEFAULT_DOMAIN;
use crate::cli::command::{Args, Command, Flag};
use crate::cli::config::HUB;
use crate::cli::context::Cli;
use crate::cli::failure::{Outcome, daemon_text};
use crate::cli::kinds::{SWITCH, TEXT, parse_bool};
use crate::cli::note::note;
use crate::engine::api::{AuthConfig, ErrorClass};

pub(crate) const COMMAND: Command = Command {
    names: &["login"],
    usage: "[OPTIONS] [SERVER]",
    args: Args::AtMost(1),
    flags: &[&[
        Flag::new("password", 'p', &TEXT),
        Flag::long("password-stdin", &SWITCH),
        Flag::new("username", 'u', &TEXT),
    ]],
    flags_first: false,
    examples: &["login", "login -u learner"],
    run: |cli| Box::pin(run(cli)),
};

const SUGGEST_ACCOUNT: &str = "Log in with your Docker ID or email address to push and pull images from Docker Hub. If \
                               you don't have a Docker ID, head over to https://hub.docker.com/ to create one.";
const SUGGEST_TOKEN: &str = "You can log in with your password or a Personal Access Token (PAT). Using a limited-scope \
                             PAT grants better security and is required for organizations using SSO. Learn more at \
                             https://docs.docker.com/go/access-tokens/";
const TOKEN_NOTE: &str = "A Personal Access Token (PAT) can be used instead.\nTo create a PAT, visit \
                          \x1b[4mhttps://app.docker.com/settings\x1b[0m\n\n";
const OTHER_ACCOUNT: &str = "To login with a different account, run 'docker logout' followed by 'docker login'";
const NO_BROWSER: &str = "Failed to start web-based login - falling back to command line login...\n";

async fn run(cli: Cli) -> Outcome {
    let values = cli.values();
    if values.is_set("password-stdin") {
        if values.is_set("password") {
            return Err("conflicting options: cannot specify both --password and --password-stdin".into());
        }
        if !values.is_set("username") {
            return Err("the --password-stdin option requires --username to be set".into());
        }
    }
    for flag in ["username", "password"] {
        if values.is_set(flag) && values.text(flag).is_empty() {
            return Err(format!("{flag} is empty").into());
        }
    }
    let mut password = values.text("password").to_owned();
    if !password.is_empty() {
        cli.note("WARNING! Using --password via the CLI is insecure. Use --password-stdin.").await;
    }
    if values.switch("password-stdin") {
        let bytes = cli.process().read_all(0).await.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let text = text.strip_suffix('\n').unwrap_or(&text);
        text.strip_suffix('\r').unwrap_or(text).clone_into(&mut password);
    }
    let server = match cli.arg(0) {
        "" | DEFAULT_DOMAIN | HUB => HUB,
        other => super::host(other),
    };
    let mut account =
        AuthConfig { username: values.text("username").to_owned(), password, serveraddress: server.to_owned() };
    let mut known = String::new();
    if account.username.is_empty()
        && account.password.is_empty()
        && let Some(stored) = cli.config().account(server)
    {
        if with_stored(&cli, &stored).await? {
            return Ok(());
        }
        known = stored.username;
    }
    if (account.username.is_empty() || account.password.is_empty()) && !cli.process().is_tty(0) {
        return Err("Error: Cannot perform an interactive login from a non TTY device".into());
    }
    complete(&cli, &mut account, &known).await?;
    let status = cli.api("Post v1.50/auth")?.auth(account.clone()).await?;
    store(&cli, &account).await?;
    cli.line(&status).await;
    Ok(())
}

/// Tries the account that the settings have; false when it is no good any more.
async fn with_stored(cli: &Cli, stored: &AuthConfig) -> Outcome<bool> {
    let terminal = cli.process().is_tty(2);
    let other = note(OTHER_ACCOUNT, terminal);
    cli.note(&format!("Authenticating with existing credentials... [Username: {}]\n{other}\n", stored.username)).await;
    match cli.api("Post v1.50/auth")?.auth(stored.clone()).await {
        Ok(status) => {
            cli.line(&status).await;
            return Ok(true);
        }
        Err(error) if error.class == ErrorClass::Unauthorized => {
            cli.note("Stored credentials invalid or expired").await;
        }
        Err(error) => cli.note(&format!("Login did not succeed, error: {}", daemon_text(&error))).await,
    }
    Ok(false)
}

/// Asks for what is missing of an account.
async fn complete(cli: &Cli, account: &mut AuthConfig, known: &str) -> Outcome {
    let of_hub = account.serveraddress == HUB;
    let switched_off =
        |name: &str, value: bool| cli.process().env(name).is_some_and(|text| parse_bool(&text) == Ok(value));
    if of_hub
        && account.username.is_empty()
        && account.password.is_empty()
        && !switched_off("DOCKER_CLI_DISABLE_OAUTH_LOGIN", true)
    {
        cli.note(NO_BROWSER).await;
    }
    if account.username.trim().is_empty() {
        if of_hub {
            cli.line(SUGGEST_ACCOUNT).await;
            if !switched_off("DOCKER_CLI_HINTS", false) {
                cli.line(&format!("{SUGGEST_TOKEN}\n")).await;
            }
        }
        let prompt = if known.is_empty() { "Username: ".to_owned() } else { format!("Username ({known}): ") };
        let typed = cli.ask(&prompt, true).await?;
        let typed = typed.trim();
        if typed.is_empty() { known } else { typed }.clone_into(&mut account.username);
        if account.username.is_empty() {
            return Err("Error: Non-null Username Required".into());
        }
    }
    if account.password.trim().is_empty() {
        if of_hub {
            let text = note(TOKEN_NOTE, cli.process().is_tty(2));
            cli.process().err(&text).await;
        }
        cli.ask("Password: ", false).await?.trim().clone_into(&mut account.password);
        cli.line("").await;
        if account.password.is_empty() {
            return Err("Error: Password Required".into());
        }
    }
    Ok(())
}

/// Keeps an account in the settings, and warns that it is there for everybody to read.
async fn store(cli: &Cli, account: &AuthConfig) -> Outcome {
    if cli.config().account(&account.serveraddress).as_ref() == Some(account) {
        return Ok(());
    }
    let mut config = cli.config().clone();
    config.add_account(account);
    config.save(cli.process())?;
    cli.note(&format!(
        "\nWARNING! Your credentials are stored unencrypted in '{}'.\nConfigure a credential helper to remove this \
         warning. See\nhttps://docs.docker.com/go/credential-store/\n",
        config.path()
    ))
    .await;
    Ok(())
}
