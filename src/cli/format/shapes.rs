//! The structs of the Engine API's Go types as text, for templates of `inspect`: a template sees fields by their Go names
//! and absent ones as zero values. One line a struct: its type, then each field as `GoName[=jsonName]:type`, with `?` at the
//! end where an empty value is left out of JSON. Recorded from moby's api/types of 28.2.2.

/// Every struct.
pub(super) const SHAPES: &str = "\
container.InspectResponse ID=Id:string Created:string Path:string Args:[]string State:*container.State Image:string \
ResolvConfPath:string HostnamePath:string HostsPath:string LogPath:string Name:string RestartCount:int Driver:string \
Platform:string MountLabel:string ProcessLabel:string AppArmorProfile:string ExecIDs:[]string \
HostConfig:*container.HostConfig GraphDriver:storage.DriverData SizeRw:*int64? SizeRootFs:*int64? \
Mounts:[]container.MountPoint Config:*container.Config NetworkSettings:*container.NetworkSettings
container.State Status:string Running:bool Paused:bool Restarting:bool OOMKilled:bool Dead:bool Pid:int ExitCode:int \
Error:string StartedAt:string FinishedAt:string Health:*container.Health?
container.Health Status:string FailingStreak:int Log:[]*container.HealthcheckResult
container.HealthcheckResult Start:time.Time End:time.Time ExitCode:int Output:string
container.HostConfig Binds:[]string ContainerIDFile:string LogConfig:container.LogConfig \
NetworkMode:container.NetworkMode PortBindings:nat.PortMap RestartPolicy:container.RestartPolicy AutoRemove:bool \
VolumeDriver:string VolumesFrom:[]string ConsoleSize:[2]uint Annotations:map[string]string? CapAdd:strslice.StrSlice \
CapDrop:strslice.StrSlice CgroupnsMode:container.CgroupnsMode DNS=Dns:[]string DNSOptions=DnsOptions:[]string \
DNSSearch=DnsSearch:[]string ExtraHosts:[]string GroupAdd:[]string IpcMode:container.IpcMode \
Cgroup:container.CgroupSpec Links:[]string OomScoreAdj:int PidMode:container.PidMode Privileged:bool \
PublishAllPorts:bool ReadonlyRootfs:bool SecurityOpt:[]string StorageOpt:map[string]string? Tmpfs:map[string]string? \
UTSMode:container.UTSMode UsernsMode:container.UsernsMode ShmSize:int64 Sysctls:map[string]string? Runtime:string \
Isolation:container.Isolation CPUShares=CpuShares:int64 Memory:int64 NanoCPUs=NanoCpus:int64 CgroupParent:string \
BlkioWeight:uint16 BlkioWeightDevice:[]*blkiodev.WeightDevice BlkioDeviceReadBps:[]*blkiodev.ThrottleDevice \
BlkioDeviceWriteBps:[]*blkiodev.ThrottleDevice BlkioDeviceReadIOps:[]*blkiodev.ThrottleDevice \
BlkioDeviceWriteIOps:[]*blkiodev.ThrottleDevice CPUPeriod=CpuPeriod:int64 CPUQuota=CpuQuota:int64 \
CPURealtimePeriod=CpuRealtimePeriod:int64 CPURealtimeRuntime=CpuRealtimeRuntime:int64 CpusetCpus:string \
CpusetMems:string Devices:[]container.DeviceMapping DeviceCgroupRules:[]string \
DeviceRequests:[]container.DeviceRequest KernelMemory:int64? KernelMemoryTCP:int64? MemoryReservation:int64 \
MemorySwap:int64 MemorySwappiness:*int64 OomKillDisable:*bool Init:*bool? PidsLimit:*int64 Ulimits:[]*units.Ulimit \
CPUCount=CpuCount:int64 CPUPercent=CpuPercent:int64 IOMaximumIOps:uint64 IOMaximumBandwidth:uint64 \
Mounts:[]mount.Mount? MaskedPaths:[]string ReadonlyPaths:[]string
container.LogConfig Type:string Config:map[string]string
container.RestartPolicy Name:container.RestartPolicyMode MaximumRetryCount:int
container.DeviceMapping PathOnHost:string PathInContainer:string CgroupPermissions:string
container.DeviceRequest Driver:string Count:int DeviceIDs:[]string Capabilities:[][]string Options:map[string]string
blkiodev.WeightDevice Path:string Weight:uint16
blkiodev.ThrottleDevice Path:string Rate:uint64
units.Ulimit Name:string Hard:int64 Soft:int64
mount.Mount Type:mount.Type? Source:string? Target:string? ReadOnly:bool? Consistency:mount.Consistency? \
BindOptions:*mount.BindOptions? VolumeOptions:*mount.VolumeOptions? TmpfsOptions:*mount.TmpfsOptions?
mount.BindOptions Propagation:mount.Propagation? NonRecursive:bool? CreateMountpoint:bool?
mount.VolumeOptions NoCopy:bool? Labels:map[string]string? Subpath:string? DriverConfig:*mount.Driver?
mount.Driver Name:string? Options:map[string]string?
mount.TmpfsOptions SizeBytes:int64? Mode:uint32?
nat.PortBinding HostIP=HostIp:string HostPort:string
storage.DriverData Data:map[string]string Name:string
container.MountPoint Type:mount.Type? Name:string? Source:string Destination:string Driver:string? Mode:string RW:bool \
Propagation:mount.Propagation
container.Config Hostname:string Domainname:string User:string AttachStdin:bool AttachStdout:bool AttachStderr:bool \
ExposedPorts:nat.PortSet? Tty:bool OpenStdin:bool StdinOnce:bool Env:[]string Cmd:strslice.StrSlice \
Healthcheck:*v1.HealthcheckConfig? ArgsEscaped:bool? Image:string Volumes:map[string]struct{} WorkingDir:string \
Entrypoint:strslice.StrSlice NetworkDisabled:bool? MacAddress:string? OnBuild:[]string Labels:map[string]string \
StopSignal:string? StopTimeout:*int? Shell:strslice.StrSlice?
v1.HealthcheckConfig Test:[]string? Interval:time.Duration? Timeout:time.Duration? StartPeriod:time.Duration? \
StartInterval:time.Duration? Retries:int?
container.NetworkSettings Bridge:string SandboxID:string SandboxKey:string Ports:nat.PortMap HairpinMode:bool \
LinkLocalIPv6Address:string LinkLocalIPv6PrefixLen:int SecondaryIPAddresses:[]network.Address \
SecondaryIPv6Addresses:[]network.Address EndpointID:string Gateway:string GlobalIPv6Address:string \
GlobalIPv6PrefixLen:int IPAddress:string IPPrefixLen:int IPv6Gateway:string MacAddress:string \
Networks:map[string]*network.EndpointSettings
network.Address Addr:string PrefixLen:int
network.EndpointSettings IPAMConfig:*network.EndpointIPAMConfig Links:[]string Aliases:[]string MacAddress:string \
DriverOpts:map[string]string GwPriority:int NetworkID:string EndpointID:string Gateway:string IPAddress:string \
IPPrefixLen:int IPv6Gateway:string GlobalIPv6Address:string GlobalIPv6PrefixLen:int DNSNames:[]string
network.EndpointIPAMConfig IPv4Address:string? IPv6Address:string? LinkLocalIPs:[]string?
image.InspectResponse ID=Id:string RepoTags:[]string RepoDigests:[]string Parent:string Comment:string Created:string? \
DockerVersion:string Author:string Config:*v1.DockerOCIImageConfig Architecture:string Variant:string? Os:string \
OsVersion:string? Size:int64 VirtualSize:int64? GraphDriver:storage.DriverData RootFS:image.RootFS \
Metadata:image.Metadata
v1.DockerOCIImageConfig User:string? ExposedPorts:map[string]struct{}? Env:[]string? Entrypoint:[]string? \
Cmd:[]string? Volumes:map[string]struct{}? WorkingDir:string? Labels:map[string]string? StopSignal:string? \
ArgsEscaped:bool? Healthcheck:*v1.HealthcheckConfig? OnBuild:[]string? Shell:[]string?
image.RootFS Type:string? Layers:[]string?
image.Metadata LastTagTime:time.Time?
network.Inspect Name:string ID=Id:string Created:time.Time Scope:string Driver:string EnableIPv4:bool EnableIPv6:bool \
IPAM:network.IPAM Internal:bool Attachable:bool Ingress:bool ConfigFrom:network.ConfigReference ConfigOnly:bool \
Containers:map[string]network.EndpointResource Options:map[string]string Labels:map[string]string
network.IPAM Driver:string Options:map[string]string Config:[]network.IPAMConfig
network.IPAMConfig Subnet:string? IPRange:string? Gateway:string? AuxAddress=AuxiliaryAddresses:map[string]string?
network.ConfigReference Network:string
network.EndpointResource Name:string EndpointID:string MacAddress:string IPv4Address:string IPv6Address:string
volume.Volume CreatedAt:string? Driver:string Labels:map[string]string Mountpoint:string Name:string \
Options:map[string]string Scope:string UsageData:*volume.UsageData?
volume.UsageData RefCount:int64 Size:int64
system.versionInfo Client:system.clientVersion Server:*types.Version
system.clientVersion Platform:*system.platformInfo? Version:string? APIVersion=ApiVersion:string? \
DefaultAPIVersion:string? GitCommit:string? GoVersion:string? Os:string? Arch:string? BuildTime:string? Context:string
types.Version Platform:types.Platform? Components:[]types.ComponentVersion? Version:string APIVersion=ApiVersion:string \
MinAPIVersion:string? GitCommit:string GoVersion:string Os:string Arch:string KernelVersion:string? Experimental:bool? \
BuildTime:string?
types.Platform Name:string
types.ComponentVersion Name:string Version:string Details:map[string]string?
system.sparseInfo ClientInfo:*system.clientInfo? ClientErrors:[]string?
system.clientInfo Debug:bool Platform:*system.platformInfo? Version:string? APIVersion=ApiVersion:string? \
DefaultAPIVersion:string? GitCommit:string? GoVersion:string? Os:string? Arch:string? BuildTime:string? Context:string \
Plugins:[]manager.Plugin Warnings:[]string
manager.Plugin SchemaVersion:string? Vendor:string? Version:string? ShortDescription:string? Name:string? Path:string?
system.dockerInfo ID:string Containers:int ContainersRunning:int ContainersPaused:int ContainersStopped:int Images:int \
Driver:string DriverStatus:[][2]string SystemStatus:[][2]string? Plugins:system.PluginsInfo MemoryLimit:bool \
SwapLimit:bool CPUCfsPeriod=CpuCfsPeriod:bool CPUCfsQuota=CpuCfsQuota:bool CPUShares:bool CPUSet:bool PidsLimit:bool \
IPv4Forwarding:bool Debug:bool NFd:int OomKillDisable:bool NGoroutines:int SystemTime:string LoggingDriver:string \
CgroupDriver:string CgroupVersion:string? NEventsListener:int KernelVersion:string OperatingSystem:string \
OSVersion:string OSType:string Architecture:string IndexServerAddress:string RegistryConfig:*registry.ServiceConfig \
NCPU:int MemTotal:int64 GenericResources:[]swarm.GenericResource DockerRootDir:string HTTPProxy=HttpProxy:string \
HTTPSProxy=HttpsProxy:string NoProxy:string Name:string Labels:[]string ExperimentalBuild:bool ServerVersion:string \
Runtimes:map[string]system.RuntimeWithStatus DefaultRuntime:string Swarm:swarm.Info LiveRestoreEnabled:bool \
Isolation:container.Isolation InitBinary:string ContainerdCommit:system.Commit RuncCommit:system.Commit \
InitCommit:system.Commit SecurityOptions:[]string ProductLicense:string? FirewallBackend:*system.FirewallInfo? \
CDISpecDirs:[]string Containerd:*system.ContainerdInfo? Warnings:[]string ServerErrors:[]string? \
ClientInfo:*system.clientInfo? ClientErrors:[]string?
system.PluginsInfo Volume:[]string Network:[]string Authorization:[]string Log:[]string
registry.ServiceConfig IndexConfigs:map[string]*registry.IndexInfo InsecureRegistryCIDRs:[]string Mirrors:[]string
registry.IndexInfo Mirrors:[]string Name:string Official:bool Secure:bool
system.RuntimeWithStatus Path=path:string? Args=runtimeArgs:[]string?
swarm.Info NodeID:string NodeAddr:string LocalNodeState:swarm.LocalNodeState ControlAvailable:bool Error:string \
RemoteManagers:[]swarm.Peer
system.Commit ID:string
system.FirewallInfo Driver:string Info:[][2]string?
system.ContainerdInfo Address:string? Namespaces:system.ContainerdNamespaces
system.ContainerdNamespaces Containers:string Plugins:string
context.contextWithTLSListing Name:string Metadata:any Endpoints:map[string]any TLSMaterial:map[string]any \
Storage:store.StorageInfo
store.StorageInfo MetadataPath:string TLSPath:string
";

/// Types with a name of their own: the name and what they are underneath.
pub(super) const NAMED: &[(&str, &str)] = &[
    ("strslice.StrSlice", "[]string"),
    ("nat.PortMap", "map[nat.Port][]nat.PortBinding"),
    ("nat.PortSet", "map[nat.Port]struct{}"),
    ("time.Duration", "int64"),
    ("mount.Type", "string"),
    ("mount.Consistency", "string"),
    ("mount.Propagation", "string"),
];
