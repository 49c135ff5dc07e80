//! Digests for `crypto.createHash`.

use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use crate::programs::sums::{md5, sha1};

/// The digest of some bytes, when the algorithm is known.
pub(super) fn digest(algorithm: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(match algorithm {
        "md5" => md5(bytes).to_vec(),
        "sha1" => sha1(bytes).to_vec(),
        "sha224" => Sha224::digest(bytes).to_vec(),
        "sha256" => Sha256::digest(bytes).to_vec(),
        "sha384" => Sha384::digest(bytes).to_vec(),
        "sha512" => Sha512::digest(bytes).to_vec(),
        _ => return None,
    })
}
