//! What a registry refuses, in the words that docker 28's engine passes on (graph driver store). The client's prefix
//! `Error response from daemon: ` is not part of them.

use std::fmt;

/// A refusal or failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HubError {
    /// A pull of a repository that does not exist or that this user may not see. The engine answers NotFound.
    PullDenied {
        /// The repository as docker prints it.
        name: String,
    },
    /// No such tag or digest in the repository. The engine answers NotFound.
    ManifestUnknown {
        /// The whole reference as docker prints it.
        reference: String,
    },
    /// A push to somebody else's namespace, or without being logged in. It comes in the progress stream.
    PushDenied,
    /// A login with a wrong password. The engine answers Unauthorized.
    WrongPassword {
        /// The registry's address in the engine's words, `https://registry-1.docker.io/v2/`.
        address: String,
    },
    /// The instructor's fault: too many pulls without an account.
    TooManyRequests,
    /// The instructor's fault: the registry is down.
    Unavailable,
    /// There is no host of this name.
    NoSuchHost {
        /// The registry's host.
        host: String,
    },
    /// Nothing listens at a local registry's port.
    Refused {
        /// The host and port.
        host: String,
    },
    /// The data is not at hand: the resource must be provided to the catalogue, then the question asked again. It is
    /// never shown.
    Needs(String),
}

impl fmt::Display for HubError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PullDenied { name } => write!(
                f,
                "pull access denied for {name}, repository does not exist or may require 'docker login': denied: \
                 requested access to the resource is denied"
            ),
            Self::ManifestUnknown { reference } => {
                write!(f, "manifest for {reference} not found: manifest unknown: manifest unknown")
            }
            Self::PushDenied => f.write_str("denied: requested access to the resource is denied"),
            Self::WrongPassword { address } => {
                write!(f, "Get \"{address}\": unauthorized: incorrect username or password")
            }
            Self::TooManyRequests => f.write_str(
                "toomanyrequests: You have reached your unauthenticated pull rate limit. \
                 https://www.docker.com/increase-rate-limit",
            ),
            Self::Unavailable => f.write_str("received unexpected HTTP status: 503 Service Unavailable"),
            Self::NoSuchHost { host } => {
                write!(f, "Get \"https://{host}/v2/\": dial tcp: lookup {host} on 127.0.0.53:53: no such host")
            }
            Self::Refused { host } => {
                let address = host.replace("localhost", "127.0.0.1");
                write!(f, "Get \"http://{host}/v2/\": dial tcp {address}: connect: connection refused")
            }
            Self::Needs(resource) => write!(f, "{resource} is not at hand"),
        }
    }
}

impl std::error::Error for HubError {}
