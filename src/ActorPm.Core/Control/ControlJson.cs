using System.Text.Json;
using System.Text.Json.Serialization;
using ActorPm.Core.History;
using ActorPm.Core.Hooks;

namespace ActorPm.Core.Control;

/// <summary>The JSON of the control API, generated at compile time: camelCase names, enum members by name. A request that lacks what it needs, or has null there, is refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(ControlError))]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(StartPreviewReply))]
[JsonSerializable(typeof(TargetRequest))]
[JsonSerializable(typeof(RestartRequest))]
[JsonSerializable(typeof(ReloadRequest))]
[JsonSerializable(typeof(RolloutRequest))]
[JsonSerializable(typeof(ScaleRequest))]
[JsonSerializable(typeof(SaveRequest))]
[JsonSerializable(typeof(SaveReply))]
[JsonSerializable(typeof(ResurrectRequest))]
[JsonSerializable(typeof(CommandReply))]
[JsonSerializable(typeof(InstanceList))]
[JsonSerializable(typeof(InstanceDetails))]
[JsonSerializable(typeof(EnvironmentReply))]
[JsonSerializable(typeof(PingReply))]
[JsonSerializable(typeof(FlushReply))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(TriggerRequest))]
[JsonSerializable(typeof(TriggerReply))]
[JsonSerializable(typeof(SendRequest))]
[JsonSerializable(typeof(SignalRequest))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(DeliveryReply))]
[JsonSerializable(typeof(RouterView))]
[JsonSerializable(typeof(UpdateRequest))]
[JsonSerializable(typeof(UpdateView))]
[JsonSerializable(typeof(ClusterInitRequest))]
[JsonSerializable(typeof(ClusterJoinRequest))]
[JsonSerializable(typeof(ClusterTokenRequest))]
[JsonSerializable(typeof(ClusterTokenReply))]
[JsonSerializable(typeof(ClusterRemoveRequest))]
[JsonSerializable(typeof(ClusterStatus))]
[JsonSerializable(typeof(ClusterDrainRequest))]
[JsonSerializable(typeof(AppRequest))]
[JsonSerializable(typeof(HistoryEntry))]
[JsonSerializable(typeof(HistoryReply))]
[JsonSerializable(typeof(WhyReply))]
[JsonSerializable(typeof(IReadOnlyList<SettingView>))]
[JsonSerializable(typeof(HooksReply))]
[JsonSerializable(typeof(HookTestRequest))]
[JsonSerializable(typeof(HookTestReply))]
[JsonSerializable(typeof(TokenCreateRequest))]
[JsonSerializable(typeof(TokenCreateReply))]
[JsonSerializable(typeof(TokenList))]
[JsonSerializable(typeof(TokenRevokeRequest))]
[JsonSerializable(typeof(ShellPalettes))]
[JsonSerializable(typeof(ShellRequest))]
[JsonSerializable(typeof(ShellFrame))]
public sealed partial class ControlJson : JsonSerializerContext;
