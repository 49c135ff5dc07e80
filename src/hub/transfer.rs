//! How long layers take: three downloads at a time share the line, and layers are unpacked one after another in order, as
//! docker does. Integers only; the engine waits, this only plans.

/// The line's speed, in bytes per microsecond (120 MB/s, so that a lesson is not spent waiting): divisible by one, two
/// and three downloads.
pub const DOWNLOAD_RATE: u64 = 120;
/// How fast one upload goes, in bytes per microsecond.
pub const UPLOAD_RATE: u64 = 60;
/// How fast layers are unpacked, in bytes on disk per microsecond.
pub const UNPACK_RATE: u64 = 400;
/// The time for asking a registry once, in microseconds.
pub const ROUND_TRIP: u64 = 180_000;
/// Downloads at the same time, docker's default.
pub const PARALLEL: usize = 3;
/// The least time for unpacking a layer, in microseconds.
const UNPACK_LEAST: u64 = 20_000;

/// One layer to pull.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// The bytes that travel.
    pub size: u64,
    /// The bytes on disk.
    pub disk_size: u64,
}

/// When things happen to one layer, in microseconds from the pull's start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// How much had arrived when: rising, from (start, 0) to (end, size), straight between.
    arrived: Vec<(u64, u64)>,
    unpack: (u64, u64),
    job: (u64, u64),
}

/// What a layer is doing at a moment. docker shows each with these words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// `Waiting`: others are being downloaded.
    Waiting,
    /// `Downloading`: bytes arrived.
    Downloading(u64),
    /// `Download complete`: a lower layer must be unpacked first.
    Downloaded,
    /// `Extracting`: bytes of the blob unpacked.
    Extracting(u64),
    /// `Pull complete`
    Done,
}

impl Plan {
    /// When the download starts.
    pub fn starts(&self) -> u64 {
        self.arrived.first().map_or(0, |(at, _)| *at)
    }

    /// When the last byte has arrived.
    pub fn downloaded(&self) -> u64 {
        self.arrived.last().map_or(0, |(at, _)| *at)
    }

    /// When unpacking starts.
    pub fn unpacks(&self) -> u64 {
        self.unpack.0
    }

    /// When the layer is there.
    pub fn done(&self) -> u64 {
        self.unpack.1
    }

    /// What the layer is doing `at` microseconds after the pull's start.
    pub fn phase(&self, at: u64) -> Phase {
        let (begin, end) = self.unpack;
        if at < self.starts() {
            Phase::Waiting
        } else if at < self.downloaded() {
            Phase::Downloading(self.bytes(at))
        } else if at < begin {
            Phase::Downloaded
        } else if at < end {
            Phase::Extracting(self.job.0 * (at - begin) / (end - begin).max(1))
        } else {
            Phase::Done
        }
    }

    fn bytes(&self, at: u64) -> u64 {
        let next = self.arrived.partition_point(|(time, _)| *time <= at);
        match (self.arrived.get(next.wrapping_sub(1)), self.arrived.get(next)) {
            (Some((t0, b0)), Some((t1, b1))) => b0 + (b1 - b0) * (at - t0) / (t1 - t0).max(1),
            (Some((_, bytes)), None) => *bytes,
            _ => 0,
        }
    }
}

/// Plans the layers of one pull, bottom first, those already there left out.
pub fn plan(jobs: &[Job]) -> Vec<Plan> {
    let mut plans: Vec<Plan> =
        jobs.iter().map(|job| Plan { job: (job.size, job.disk_size), ..Plan::default() }).collect();
    let mut left: Vec<u64> = jobs.iter().map(|job| job.size).collect();
    let (mut running, mut next, mut now): (Vec<usize>, usize, u64) = (Vec::new(), 0, ROUND_TRIP);
    while next < jobs.len() || !running.is_empty() {
        while running.len() < PARALLEL && next < jobs.len() {
            plans[next].arrived.push((now, 0));
            running.push(next);
            next += 1;
        }
        // Until the first of them is complete nothing changes.
        let rate = DOWNLOAD_RATE / running.len() as u64;
        let least = running.iter().map(|index| left[*index]).min().unwrap_or(0);
        let span = least.div_ceil(rate).max(1);
        now += span;
        for index in &running {
            left[*index] = left[*index].saturating_sub(span * rate);
            plans[*index].arrived.push((now, jobs[*index].size - left[*index]));
        }
        running.retain(|index| left[*index] > 0);
    }
    let mut free = 0;
    for plan in &mut plans {
        let begin = free.max(plan.downloaded());
        free = begin + (plan.job.1 / UNPACK_RATE).max(UNPACK_LEAST);
        plan.unpack = (begin, free);
    }
    plans
}

/// How long the upload of a blob takes, in microseconds.
pub fn upload(size: u64) -> u64 {
    ROUND_TRIP + size / UPLOAD_RATE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_layers_travel_at_a_time_and_unpack_in_order() {
        let job = |size| Job { size, disk_size: size * 3 };
        let plans = plan(&[job(480_000_000), job(120_000_000), job(240_000_000), job(120), job(1)]);
        assert_eq!(plans[3].phase(ROUND_TRIP), Phase::Waiting);
        assert_eq!(plans[1].downloaded(), ROUND_TRIP + 3_000_000);
        assert_eq!(plans[3].starts(), plans[1].downloaded());
        assert_eq!(plans[0].phase(ROUND_TRIP + 1_500_000), Phase::Downloading(60_000_000));
        assert_eq!(plans[1].phase(plans[1].downloaded()), Phase::Downloaded);
        // The line is never idle: the last byte arrives when all bytes over its speed have passed.
        let last = plans.iter().map(Plan::downloaded).max().unwrap();
        assert!((7_000_000..7_000_100).contains(&(last - ROUND_TRIP)), "{last}");
        for pair in plans.windows(2) {
            assert!(pair[0].done() <= pair[1].unpacks());
        }
        assert_eq!(plans[0].phase(plans[0].done()), Phase::Done);
        assert!(plan(&[]).is_empty());
    }
}
