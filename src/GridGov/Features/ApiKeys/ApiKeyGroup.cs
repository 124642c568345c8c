using GridGov.Api;

namespace GridGov.Features.ApiKeys;

/// <summary>API keys (接口密钥), with which programs call this API, each with capabilities, grids and an expiry.</summary>
public sealed class ApiKeyGroup() : ApiGroup("api-keys", "api-keys");
