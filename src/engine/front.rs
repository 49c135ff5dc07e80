//! The engine as [`Api`]: each operation handed to where it is done.

use serde_json::Value;

use crate::os::{Receiver, TtyId};
use crate::vfs::layer::{self, ChangeKind};

use super::api::{
    Api, ApiResult, ArchiveStat, AttachOptions, Attachment, AuthConfig, BuildRequest, Call, CommitOptions,
    ContainerSummary, CreateRequest, CreateResponse, DeleteItem, DiskUsage, EndpointSettings, Event, ExecConfig,
    ExecState, Filters, FsChange, HistoryItem, ImageListOptions, ImageSummary, ListOptions, LogEntry, LogsOptions,
    NetworkCreate, NetworkSummary, Progress, PruneReport, RemoveOptions, SearchItem, TopResponse, UpdateConfig,
    Version, VolumeCreate, VolumeSummary, WaitCondition, WaitResponse,
};
use super::state::Engine;
use crate::base::time::MILLI;

/// How long a client waits for the answer once a container runs, in microseconds: a server has begun to listen by then.
const ANSWER: u64 = 80 * MILLI;

/// An operation that is done at once, when it is awaited.
fn now<'a, T: 'a>(operation: impl FnOnce() -> ApiResult<T> + 'a) -> Call<'a, T> {
    Box::pin(async move { operation() })
}

impl Api for Engine {
    fn container_list(&self, options: ListOptions) -> Call<'_, Vec<ContainerSummary>> {
        now(move || self.list_containers(&options))
    }

    fn container_create(&self, request: CreateRequest) -> Call<'_, CreateResponse> {
        now(move || self.create_container(request))
    }

    fn container_inspect(&self, id: &str, size: bool) -> Call<'_, Value> {
        let id = id.to_owned();
        now(move || self.inspect_container(&id, size))
    }

    fn container_start(&self, id: &str) -> Call<'_, ()> {
        let id = id.to_owned();
        Box::pin(async move {
            let id = self.find_container(&id)?;
            self.start_container(&id).await?;
            self.kernel().sleep(ANSWER).await;
            Ok(())
        })
    }

    fn container_stop(&self, id: &str, signal: Option<String>, timeout: Option<i64>) -> Call<'_, ()> {
        let id = id.to_owned();
        Box::pin(async move {
            let id = self.find_container(&id)?;
            self.stop_container(&id, signal.as_deref(), timeout).await
        })
    }

    fn container_restart(&self, id: &str, signal: Option<String>, timeout: Option<i64>) -> Call<'_, ()> {
        let id = id.to_owned();
        Box::pin(async move { self.restart_container(&id, signal.as_deref(), timeout).await })
    }

    fn container_kill(&self, id: &str, signal: &str) -> Call<'_, ()> {
        let (id, signal) = (id.to_owned(), signal.to_owned());
        Box::pin(async move { self.kill_container(&id, &signal).await })
    }

    fn container_pause(&self, id: &str) -> Call<'_, ()> {
        let id = id.to_owned();
        now(move || self.pause_container(&id))
    }

    fn container_unpause(&self, id: &str) -> Call<'_, ()> {
        let id = id.to_owned();
        now(move || self.unpause_container(&id))
    }

    fn container_rename(&self, id: &str, name: &str) -> Call<'_, ()> {
        let (id, name) = (id.to_owned(), name.to_owned());
        now(move || self.rename_container(&id, &name))
    }

    fn container_update(&self, id: &str, update: UpdateConfig) -> Call<'_, Vec<String>> {
        let id = id.to_owned();
        now(move || self.update_container(&id, update))
    }

    fn container_remove(&self, id: &str, options: RemoveOptions) -> Call<'_, ()> {
        let id = id.to_owned();
        Box::pin(async move { self.remove_container(&id, options).await })
    }

    fn container_wait(&self, id: &str, condition: WaitCondition) -> ApiResult<Receiver<WaitResponse>> {
        self.wait_for(id, condition)
    }

    fn container_attach(&self, id: &str, options: AttachOptions) -> Call<'_, Attachment> {
        let id = id.to_owned();
        now(move || self.attach(&id, options))
    }

    fn container_resize(&self, id: &str, cols: u16, rows: u16) -> Call<'_, ()> {
        let id = id.to_owned();
        now(move || {
            let tty = self.with_container(&id, |container| container.tty)?;
            self.resize(tty, cols, rows);
            Ok(())
        })
    }

    fn container_logs(&self, id: &str, options: LogsOptions) -> Call<'_, Receiver<LogEntry>> {
        let id = id.to_owned();
        now(move || self.logs(&id, &options))
    }

    fn container_top(&self, id: &str, args: &[String]) -> Call<'_, TopResponse> {
        let (id, args) = (id.to_owned(), args.to_vec());
        Box::pin(async move { self.top(&id, &args).await })
    }

    fn container_stats(&self, id: &str, stream: bool) -> Call<'_, Receiver<Value>> {
        let id = id.to_owned();
        now(move || self.stats(&id, stream))
    }

    fn container_changes(&self, id: &str) -> Call<'_, Vec<FsChange>> {
        let id = id.to_owned();
        now(move || {
            let (fs, base) = self.with_container(&id, |container| (container.fs, container.base.clone()))?;
            let tree = self.kernel().enter(|state| state.vfs.tree(fs).cloned()).unwrap_or_default();
            let change = |(kind, path)| FsChange {
                path,
                kind: match kind {
                    ChangeKind::Changed => 0,
                    ChangeKind::Added => 1,
                    ChangeKind::Deleted => 2,
                },
            };
            Ok(layer::listing(&base, &tree).into_iter().map(change).collect())
        })
    }

    fn container_export(&self, id: &str) -> Call<'_, Vec<u8>> {
        let id = id.to_owned();
        now(move || self.export(&id))
    }

    fn archive_stat(&self, id: &str, path: &str) -> Call<'_, ArchiveStat> {
        let (id, path) = (id.to_owned(), path.to_owned());
        now(move || self.stat_in(&id, &path))
    }

    fn archive_get(&self, id: &str, path: &str) -> Call<'_, (ArchiveStat, Vec<u8>)> {
        let (id, path) = (id.to_owned(), path.to_owned());
        now(move || self.archive_from(&id, &path))
    }

    fn archive_put(&self, id: &str, path: &str, archive: Vec<u8>, copy_owner: bool) -> Call<'_, ()> {
        let (id, path) = (id.to_owned(), path.to_owned());
        now(move || self.archive_into(&id, &path, &archive, copy_owner))
    }

    fn container_prune(&self, filters: Filters) -> Call<'_, PruneReport> {
        now(move || self.prune_containers(&filters))
    }

    fn exec_create(&self, id: &str, config: ExecConfig) -> Call<'_, String> {
        let id = id.to_owned();
        now(move || self.create_exec(&id, config))
    }

    fn exec_start(&self, exec: &str, detach: bool) -> Call<'_, Option<Attachment>> {
        let exec = exec.to_owned();
        now(move || self.start_exec(&exec, detach))
    }

    fn exec_inspect(&self, exec: &str) -> Call<'_, ExecState> {
        let exec = exec.to_owned();
        now(move || self.inspect_exec(&exec))
    }

    fn image_list(&self, options: ImageListOptions) -> Call<'_, Vec<ImageSummary>> {
        now(move || self.list_images(&options))
    }

    fn image_inspect(&self, name: &str) -> Call<'_, Value> {
        let name = name.to_owned();
        now(move || self.inspect_image(&name))
    }

    fn image_history(&self, name: &str) -> Call<'_, Vec<HistoryItem>> {
        let name = name.to_owned();
        now(move || self.image_steps(&name))
    }

    fn image_pull(
        &self,
        reference: &str,
        auth: Option<AuthConfig>,
        platform: &str,
        all: bool,
    ) -> Call<'_, Receiver<Progress>> {
        let (reference, platform) = (reference.to_owned(), platform.to_owned());
        Box::pin(async move { self.pull(&reference, auth, &platform, all).await })
    }

    fn image_push(&self, reference: &str, auth: Option<AuthConfig>, all: bool) -> Call<'_, Receiver<Progress>> {
        let reference = reference.to_owned();
        Box::pin(async move { self.push(&reference, auth, all).await })
    }

    fn image_tag(&self, source: &str, target: &str) -> Call<'_, ()> {
        let (source, target) = (source.to_owned(), target.to_owned());
        now(move || self.tag_image(&source, &target))
    }

    fn image_remove(&self, name: &str, force: bool, no_prune: bool) -> Call<'_, Vec<DeleteItem>> {
        let name = name.to_owned();
        now(move || self.remove_image(&name, force, !no_prune))
    }

    fn image_search(&self, term: &str, limit: usize, filters: Filters) -> Call<'_, Vec<SearchItem>> {
        let term = term.to_owned();
        now(move || self.search(&term, limit, &filters))
    }

    fn image_prune(&self, filters: Filters) -> Call<'_, PruneReport> {
        now(move || self.prune_images(&filters))
    }

    fn image_save(&self, names: &[String]) -> Call<'_, Vec<u8>> {
        let names = names.to_vec();
        now(move || self.save(&names))
    }

    fn image_load(&self, archive: Vec<u8>, quiet: bool) -> Call<'_, Receiver<Progress>> {
        now(move || self.load(&archive, quiet))
    }

    fn image_import(&self, archive: Vec<u8>, reference: &str, message: &str, changes: &[String]) -> Call<'_, String> {
        let (reference, message, changes) = (reference.to_owned(), message.to_owned(), changes.to_vec());
        now(move || self.import(&archive, &reference, &message, &changes))
    }

    fn image_commit(&self, id: &str, options: CommitOptions) -> Call<'_, String> {
        let id = id.to_owned();
        now(move || self.commit(&id, &options))
    }

    fn image_build(&self, request: BuildRequest) -> Call<'_, Receiver<Progress>> {
        now(move || self.classic_build(request))
    }

    fn volume_list(&self, filters: Filters) -> Call<'_, Vec<VolumeSummary>> {
        now(move || self.list_volumes(&filters))
    }

    fn volume_create(&self, request: VolumeCreate) -> Call<'_, VolumeSummary> {
        now(move || self.make_volume(request))
    }

    fn volume_inspect(&self, name: &str) -> Call<'_, VolumeSummary> {
        let name = name.to_owned();
        now(move || self.find_volume(&name))
    }

    fn volume_remove(&self, name: &str, force: bool) -> Call<'_, ()> {
        let name = name.to_owned();
        now(move || self.remove_volume(&name, force))
    }

    fn volume_prune(&self, filters: Filters) -> Call<'_, PruneReport> {
        now(move || self.prune_volumes(&filters))
    }

    fn network_list(&self, filters: Filters) -> Call<'_, Vec<NetworkSummary>> {
        now(move || self.list_networks(&filters))
    }

    fn network_create(&self, request: NetworkCreate) -> Call<'_, String> {
        now(move || self.make_network(&request, false))
    }

    fn network_inspect(&self, id: &str) -> Call<'_, Value> {
        let id = id.to_owned();
        now(move || self.inspect_network(&id))
    }

    fn network_remove(&self, id: &str) -> Call<'_, ()> {
        let id = id.to_owned();
        now(move || self.delete_network(&id))
    }

    fn network_connect(&self, network: &str, container: &str, endpoint: EndpointSettings) -> Call<'_, ()> {
        let (network, container) = (network.to_owned(), container.to_owned());
        now(move || self.connect_container(&network, &container, endpoint))
    }

    fn network_disconnect(&self, network: &str, container: &str, force: bool) -> Call<'_, ()> {
        let (network, container) = (network.to_owned(), container.to_owned());
        now(move || self.disconnect_container(&network, &container, force))
    }

    fn network_prune(&self, filters: Filters) -> Call<'_, PruneReport> {
        now(move || self.prune_networks(&filters))
    }

    fn version(&self) -> Call<'_, Version> {
        now(|| Ok(Self::version_answer()))
    }

    fn info(&self) -> Call<'_, Value> {
        now(|| Ok(self.info_answer()))
    }

    fn disk_usage(&self) -> Call<'_, DiskUsage> {
        now(|| self.disk_usage_answer())
    }

    fn build_prune(&self, all: bool, filters: Filters) -> Call<'_, PruneReport> {
        now(move || Ok(self.prune_build_cache(all, &filters)))
    }

    fn events(&self, since: Option<u64>, until: Option<u64>, filters: Filters) -> Call<'_, Receiver<Event>> {
        self.follow_events(since, until, filters)
    }

    fn auth(&self, auth: AuthConfig) -> Call<'_, String> {
        Box::pin(async move {
            self.kernel().sleep(crate::hub::transfer::ROUND_TRIP).await;
            self.login(&auth)
        })
    }
}

impl Engine {
    fn resize(&self, tty: Option<TtyId>, cols: u16, rows: u16) {
        let Some(tty) = tty else { return };
        self.kernel().enter(|state| {
            let foreground = state.ttys.get_mut(&tty).and_then(|entry| {
                (entry.cols, entry.rows) = (cols, rows);
                entry.foreground
            });
            if let Some(group) = foreground {
                state.signal_group(group, crate::os::Signal::WINCH);
            }
        });
    }
}
