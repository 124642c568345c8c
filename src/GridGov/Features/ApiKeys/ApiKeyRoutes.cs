using GridGov.Platform.Http;

namespace GridGov.Features.ApiKeys;

/// <summary>Keys (接口密钥) by which programs call this API: for some capabilities, in some grids, for some time.</summary>
public static class ApiKeyRoutes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var keys = v1.MapFeature("/api-keys", "api-keys");
        CreateApiKey.Map(keys);
        ListApiKeys.Map(keys);
        GetApiKey.Map(keys);
        RotateApiKey.Map(keys);
        RevokeApiKey.Map(keys);
    }
}
