using GridGov.Platform.Http;

namespace GridGov.Features.Categories;

/// <summary>Categories of tickets (案卷类别): data, which a deployment may adjust.</summary>
public static class CategoryRoutes
{
    public static void Map(IEndpointRouteBuilder v1)
    {
        var categories = v1.MapFeature("/categories", "categories");
        ListCategories.Map(categories);
        GetCategory.Map(categories);
        EditCategory.Map(categories);
    }
}
