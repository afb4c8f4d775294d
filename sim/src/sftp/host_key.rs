//! The server's host keys, made from a seed, so that the same seed has the same fingerprint and a
//! known_hosts file stays right from one start to the next.
//!
//! Whoever knows the seed can make the keys too: they protect nothing but the habit of checking.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use russh::keys::{Algorithm, EcdsaCurve, HashAlg, PrivateKey};
use sha2::{Digest, Sha256};

/// In the order in which they are offered: the second is for clients that are old.
const ALGORITHMS: [Algorithm; 2] = [
    Algorithm::Ed25519,
    Algorithm::Ecdsa {
        curve: EcdsaCurve::NistP256,
    },
];

/// The host keys of this seed; the first is the one whose fingerprint is shown.
pub(super) fn host_keys(seed: u64) -> Result<Vec<PrivateKey>, russh::keys::ssh_key::Error> {
    ALGORITHMS
        .into_iter()
        .map(|algorithm| {
            let material = Sha256::new()
                .chain_update("testpost, host key of the SFTP port: ")
                .chain_update(algorithm.as_str())
                .chain_update(seed.to_be_bytes())
                .finalize();
            PrivateKey::random(&mut ChaCha20Rng::from_seed(material.into()), algorithm)
        })
        .collect()
}

/// As ssh-keygen and the clients show it.
pub(super) fn fingerprint(key: &PrivateKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_has_the_same_keys_in_every_version() {
        let keys = host_keys(1).unwrap();
        let shown: Vec<String> = keys.iter().map(fingerprint).collect();
        insta::assert_debug_snapshot!(shown);
        assert_ne!(fingerprint(&host_keys(2).unwrap()[0]), shown[0]);
    }
}
