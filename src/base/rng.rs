//! The world's only randomness: a seeded SplitMix64 generator with named sub-streams. It is not for cryptography.

/// A deterministic stream of numbers; the same seed gives the same stream on every platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rng {
    state: u64,
}

impl Rng {
    /// A stream from a seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// An independent stream named `name`, so that one consumer's draws never shift another's.
    pub fn stream(&self, name: &str) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in name.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let mut child = Self { state: self.state ^ hash };
        child.next_u64();
        child
    }

    /// The next 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 when `bound` is 0. The slight bias of the modulus does not matter here.
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.next_u64() % bound }
    }

    /// 64 lower-case hexadecimal digits, the shape of a docker object id.
    pub fn hex64(&mut self) -> String {
        let [a, b, c, d] = [(); 4].map(|()| self.next_u64());
        format!("{a:016x}{b:016x}{c:016x}{d:016x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_differ_and_repeat() {
        let world = Rng::new(1);
        let (mut names, mut again, mut ids) = (world.stream("names"), world.stream("names"), world.stream("ids"));
        let first = names.next_u64();
        assert_eq!(first, again.next_u64());
        assert_ne!(first, ids.next_u64());
        assert_eq!(ids.hex64().len(), 64);
    }
}
