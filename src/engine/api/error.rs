//! What the engine answers when it refuses: the daemon's class and its exact words. Exit codes are the client's affair.

use std::fmt;

/// The daemon's error classes, after moby's errdefs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// 404
    NotFound,
    /// 409
    Conflict,
    /// 400
    InvalidParameter,
    /// 403
    Forbidden,
    /// 401
    Unauthorized,
    /// 304: nothing to do, which is no error to a user.
    NotModified,
    /// 500
    System,
    /// 501
    NotImplemented,
    /// 503
    Unavailable,
}

impl ErrorClass {
    /// The HTTP status.
    pub const fn status(self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::InvalidParameter => 400,
            Self::Forbidden => 403,
            Self::Unauthorized => 401,
            Self::NotModified => 304,
            Self::System => 500,
            Self::NotImplemented => 501,
            Self::Unavailable => 503,
        }
    }
}

/// A refusal in the daemon's words, without the client's `Error response from daemon: `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// The class.
    pub class: ErrorClass,
    /// The words.
    pub message: String,
}

impl ApiError {
    /// Any class.
    pub fn new(class: ErrorClass, message: impl Into<String>) -> Self {
        Self { class, message: message.into() }
    }

    /// 404
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(ErrorClass::NotFound, message)
    }

    /// 409
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(ErrorClass::Conflict, message)
    }

    /// 400
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorClass::InvalidParameter, message)
    }

    /// 500
    pub fn system(message: impl Into<String>) -> Self {
        Self::new(ErrorClass::System, message)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
