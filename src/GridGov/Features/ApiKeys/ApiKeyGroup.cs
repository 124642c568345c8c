using GridGov.Api;

namespace GridGov.Features.ApiKeys;

/// <summary>Keys (接口密钥) by which programs call this API: for some capabilities, in some grids, for some time.</summary>
public sealed class ApiKeyGroup() : ApiGroup("api-keys", "api-keys");
