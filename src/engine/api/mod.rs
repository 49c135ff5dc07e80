//! The Engine API (v1.50) as the docker program sees it: operations and plain data, no HTTP. The engine implements it; a
//! fake may as well.

mod config;
mod container;
mod error;
mod image;
mod network;
mod system;
mod volume;

use std::future::Future;
use std::pin::Pin;

use serde_json::Value;

use crate::os::{FileHandle, Link, Receiver, TtyId};

pub use config::{
    ContainerConfig, DeviceRequest, Empty, EndpointSettings, HealthConfig, HostConfig, IpamConfig, LogConfig,
    MountSpec, NetworkingConfig, PortBinding, RestartPolicy, TmpfsOptions, Ulimit, VolumeOptions,
};
pub use container::{
    ArchiveStat, AttachOptions, ContainerSummary, CreateRequest, CreateResponse, ExecConfig, ExecState, FsChange,
    ListOptions, LogEntry, LogsOptions, MountPoint, PortSummary, RemoveOptions, SummaryHostConfig, SummaryNetworks,
    TopResponse, UpdateConfig, WaitCondition, WaitResponse,
};
pub use error::{ApiError, ErrorClass};
pub use image::{
    BuildRequest, CommitOptions, DeleteItem, HistoryItem, ImageListOptions, ImageSummary, Progress, PruneReport,
    SearchItem,
};
pub use network::{NetworkCreate, NetworkSummary};
pub use system::{AuthConfig, DiskUsage, Event, EventActor, Version, VersionComponent};
pub use volume::{VolumeCreate, VolumeSummary};

/// What an operation gives.
pub type ApiResult<T> = Result<T, ApiError>;

/// An operation under way. It may take simulated time; dropping it cancels it, as closing the connection does.
pub type Call<'a, T> = Pin<Box<dyn Future<Output = ApiResult<T>> + 'a>>;

/// Filters as typed: each name with its values in order.
pub type Filters = Vec<(String, Vec<String>)>;

/// Where output came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output, or everything of a terminal.
    Stdout,
    /// Standard error.
    Stderr,
}

/// A connection to a container's or an exec's standard streams.
pub struct Attachment {
    /// Output as it comes; it ends when the process has ended and everything was sent.
    pub output: Receiver<(Stream, Vec<u8>)>,
    /// Where input goes; dropping it ends the input of a process without a terminal.
    pub input: Option<FileHandle>,
    /// The container's terminal, to be resized; input typed at the client really goes there.
    pub tty: Option<TtyId>,
    /// What the input reaches, for front ends that follow it.
    pub link: Option<Link>,
}

/// The operations. Names follow the Engine API's.
pub trait Api {
    // Containers.

    /// `GET /containers/json`
    fn container_list(&self, options: ListOptions) -> Call<'_, Vec<ContainerSummary>>;
    /// `POST /containers/create`
    fn container_create(&self, request: CreateRequest) -> Call<'_, CreateResponse>;
    /// `GET /containers/{id}/json`, with sizes when asked.
    fn container_inspect(&self, id: &str, size: bool) -> Call<'_, Value>;
    /// `POST /containers/{id}/start`
    fn container_start(&self, id: &str) -> Call<'_, ()>;
    /// `POST /containers/{id}/stop`; the time-out is in seconds, negative for ever.
    fn container_stop(&self, id: &str, signal: Option<String>, timeout: Option<i64>) -> Call<'_, ()>;
    /// `POST /containers/{id}/restart`
    fn container_restart(&self, id: &str, signal: Option<String>, timeout: Option<i64>) -> Call<'_, ()>;
    /// `POST /containers/{id}/kill`
    fn container_kill(&self, id: &str, signal: &str) -> Call<'_, ()>;
    /// `POST /containers/{id}/pause`
    fn container_pause(&self, id: &str) -> Call<'_, ()>;
    /// `POST /containers/{id}/unpause`
    fn container_unpause(&self, id: &str) -> Call<'_, ()>;
    /// `POST /containers/{id}/rename`
    fn container_rename(&self, id: &str, name: &str) -> Call<'_, ()>;
    /// `POST /containers/{id}/update`; the answer are warnings.
    fn container_update(&self, id: &str, update: UpdateConfig) -> Call<'_, Vec<String>>;
    /// `DELETE /containers/{id}`
    fn container_remove(&self, id: &str, options: RemoveOptions) -> Call<'_, ()>;
    /// `POST /containers/{id}/wait`: the condition is looked at from the moment of the call; the answer comes later.
    fn container_wait(&self, id: &str, condition: WaitCondition) -> ApiResult<Receiver<WaitResponse>>;
    /// `POST /containers/{id}/attach`
    fn container_attach(&self, id: &str, options: AttachOptions) -> Call<'_, Attachment>;
    /// `POST /containers/{id}/resize`: columns and rows.
    fn container_resize(&self, id: &str, cols: u16, rows: u16) -> Call<'_, ()>;
    /// `GET /containers/{id}/logs`
    fn container_logs(&self, id: &str, options: LogsOptions) -> Call<'_, Receiver<LogEntry>>;
    /// `GET /containers/{id}/top`
    fn container_top(&self, id: &str, args: &[String]) -> Call<'_, TopResponse>;
    /// `GET /containers/{id}/stats`: one sample in the API's shape, or one a second.
    fn container_stats(&self, id: &str, stream: bool) -> Call<'_, Receiver<Value>>;
    /// `GET /containers/{id}/changes`
    fn container_changes(&self, id: &str) -> Call<'_, Vec<FsChange>>;
    /// `GET /containers/{id}/export`: a tar archive.
    fn container_export(&self, id: &str) -> Call<'_, Vec<u8>>;
    /// `HEAD /containers/{id}/archive`
    fn archive_stat(&self, id: &str, path: &str) -> Call<'_, ArchiveStat>;
    /// `GET /containers/{id}/archive`: a tar archive whose first member is the path's last component.
    fn archive_get(&self, id: &str, path: &str) -> Call<'_, (ArchiveStat, Vec<u8>)>;
    /// `PUT /containers/{id}/archive`: unpacks a tar archive in a directory.
    fn archive_put(&self, id: &str, path: &str, archive: Vec<u8>, copy_owner: bool) -> Call<'_, ()>;
    /// `POST /containers/prune`
    fn container_prune(&self, filters: Filters) -> Call<'_, PruneReport>;

    // Execs.

    /// `POST /containers/{id}/exec`: the exec's id.
    fn exec_create(&self, id: &str, config: ExecConfig) -> Call<'_, String>;
    /// `POST /exec/{id}/start`; nothing to attach to when detached.
    fn exec_start(&self, exec: &str, detach: bool) -> Call<'_, Option<Attachment>>;
    /// `GET /exec/{id}/json`
    fn exec_inspect(&self, exec: &str) -> Call<'_, ExecState>;

    // Images.

    /// `GET /images/json`
    fn image_list(&self, options: ImageListOptions) -> Call<'_, Vec<ImageSummary>>;
    /// `GET /images/{name}/json`
    fn image_inspect(&self, name: &str) -> Call<'_, Value>;
    /// `GET /images/{name}/history`
    fn image_history(&self, name: &str) -> Call<'_, Vec<HistoryItem>>;
    /// `POST /images/create?fromImage=`: `reference` is normalised and has a tag or digest unless `all`.
    fn image_pull(
        &self,
        reference: &str,
        auth: Option<AuthConfig>,
        platform: &str,
        all: bool,
    ) -> Call<'_, Receiver<Progress>>;
    /// `POST /images/{name}/push`
    fn image_push(&self, reference: &str, auth: Option<AuthConfig>, all: bool) -> Call<'_, Receiver<Progress>>;
    /// `POST /images/{name}/tag`
    fn image_tag(&self, source: &str, target: &str) -> Call<'_, ()>;
    /// `DELETE /images/{name}`
    fn image_remove(&self, name: &str, force: bool, no_prune: bool) -> Call<'_, Vec<DeleteItem>>;
    /// `GET /images/search`
    fn image_search(&self, term: &str, limit: usize, filters: Filters) -> Call<'_, Vec<SearchItem>>;
    /// `POST /images/prune`
    fn image_prune(&self, filters: Filters) -> Call<'_, PruneReport>;
    /// `GET /images/get`: a tar archive.
    fn image_save(&self, names: &[String]) -> Call<'_, Vec<u8>>;
    /// `POST /images/load`
    fn image_load(&self, archive: Vec<u8>, quiet: bool) -> Call<'_, Receiver<Progress>>;
    /// `POST /images/create?fromSrc=-`: the new image's id.
    fn image_import(&self, archive: Vec<u8>, reference: &str, message: &str, changes: &[String]) -> Call<'_, String>;
    /// `POST /commit`: the new image's id.
    fn image_commit(&self, id: &str, options: CommitOptions) -> Call<'_, String>;
    /// `POST /build`: the classic builder; progress lines as they come.
    fn image_build(&self, request: BuildRequest) -> Call<'_, Receiver<Progress>>;

    // Volumes.

    /// `GET /volumes`
    fn volume_list(&self, filters: Filters) -> Call<'_, Vec<VolumeSummary>>;
    /// `POST /volumes/create`
    fn volume_create(&self, request: VolumeCreate) -> Call<'_, VolumeSummary>;
    /// `GET /volumes/{name}`
    fn volume_inspect(&self, name: &str) -> Call<'_, VolumeSummary>;
    /// `DELETE /volumes/{name}`
    fn volume_remove(&self, name: &str, force: bool) -> Call<'_, ()>;
    /// `POST /volumes/prune`
    fn volume_prune(&self, filters: Filters) -> Call<'_, PruneReport>;

    // Networks.

    /// `GET /networks`
    fn network_list(&self, filters: Filters) -> Call<'_, Vec<NetworkSummary>>;
    /// `POST /networks/create`: the new network's id.
    fn network_create(&self, request: NetworkCreate) -> Call<'_, String>;
    /// `GET /networks/{id}`, in the API's shape.
    fn network_inspect(&self, id: &str) -> Call<'_, Value>;
    /// `DELETE /networks/{id}`
    fn network_remove(&self, id: &str) -> Call<'_, ()>;
    /// `POST /networks/{id}/connect`
    fn network_connect(&self, network: &str, container: &str, endpoint: EndpointSettings) -> Call<'_, ()>;
    /// `POST /networks/{id}/disconnect`
    fn network_disconnect(&self, network: &str, container: &str, force: bool) -> Call<'_, ()>;
    /// `POST /networks/prune`
    fn network_prune(&self, filters: Filters) -> Call<'_, PruneReport>;

    // The system.

    /// `GET /version`
    fn version(&self) -> Call<'_, Version>;
    /// `GET /info`, in the API's shape.
    fn info(&self) -> Call<'_, Value>;
    /// `GET /system/df`
    fn disk_usage(&self) -> Call<'_, DiskUsage>;
    /// `POST /build/prune`
    fn build_prune(&self, all: bool, filters: Filters) -> Call<'_, PruneReport>;
    /// `GET /events`: moments in microseconds since the epoch; without an end it goes on.
    fn events(&self, since: Option<u64>, until: Option<u64>, filters: Filters) -> Call<'_, Receiver<Event>>;
    /// `POST /auth`: the registry's status text.
    fn auth(&self, auth: AuthConfig) -> Call<'_, String>;
}
