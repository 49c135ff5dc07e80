//! Changing the limits and the restart policy of a container that is there.

use super::api::{ApiError, ApiResult, HostConfig, UpdateConfig};
use super::check;
use super::container::Status;
use super::state::Engine;

impl Engine {
    pub(super) fn update_container(&self, name: &str, update: UpdateConfig) -> ApiResult<Vec<String>> {
        let id = self.find_container(name)?;
        let (old, removing) =
            self.with_container(&id, |c| (c.host_config.clone(), c.state.status == Status::Removing))?;
        if let Some(why) = update.restart_policy.as_ref().and_then(check::restart_policy) {
            return Err(ApiError::invalid(why));
        }
        let wanted = HostConfig {
            memory: update.memory.unwrap_or(0),
            memory_swap: update.memory_swap.unwrap_or(0),
            memory_reservation: update.memory_reservation.unwrap_or(0),
            nano_cpus: update.nano_cpus.unwrap_or(0),
            cpu_period: update.cpu_period.unwrap_or(0),
            cpu_quota: update.cpu_quota.unwrap_or(0),
            ..HostConfig::default()
        };
        if let Some(why) = check::resources(&wanted, true) {
            return Err(ApiError::invalid(why));
        }
        let refused = |why: &str| Err(ApiError::conflict(format!("Cannot update container {id}: {why}")));
        if removing {
            return refused("Container is marked for removal and cannot be \"update\".");
        }
        if wanted.memory > old.memory_swap && old.memory_swap >= 0 && wanted.memory_swap == 0 {
            return refused(
                "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same \
                 time",
            );
        }
        let policy = update.restart_policy.as_ref().map_or("", |policy| policy.name.as_str());
        if old.auto_remove && !matches!(policy, "" | "no") {
            return refused("Restart policy cannot be updated because AutoRemove is enabled for the container");
        }
        self.change(&id, |container| {
            let host = &mut container.host_config;
            let set = |target: &mut i64, value: Option<i64>| *target = value.unwrap_or(*target);
            set(&mut host.memory, update.memory);
            set(&mut host.memory_swap, update.memory_swap);
            set(&mut host.memory_reservation, update.memory_reservation);
            set(&mut host.nano_cpus, update.nano_cpus);
            set(&mut host.cpu_shares, update.cpu_shares);
            set(&mut host.cpu_period, update.cpu_period);
            set(&mut host.cpu_quota, update.cpu_quota);
            host.blkio_weight = update.blkio_weight.unwrap_or(host.blkio_weight);
            host.pids_limit = update.pids_limit.or(host.pids_limit);
            for (target, value) in
                [(&mut host.cpuset_cpus, update.cpuset_cpus), (&mut host.cpuset_mems, update.cpuset_mems)]
            {
                if let Some(value) = value {
                    *target = value;
                }
            }
            if let Some(policy) = update.restart_policy {
                host.restart_policy = policy;
            }
        });
        let (ns, limit) =
            self.with_container(&id, |c| (c.ns, u64::try_from(c.host_config.memory).ok().filter(|l| *l > 0)))?;
        self.0.kernel.enter(|state| {
            if let Some(namespace) = ns.and_then(|ns| state.namespaces.get_mut(&ns)) {
                namespace.memory_limit = limit;
            }
        });
        self.emit_container(&id, "update", &[]);
        Ok(Vec::new())
    }
}
