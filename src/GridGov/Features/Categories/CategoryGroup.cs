using GridGov.Api;

namespace GridGov.Features.Categories;

/// <summary>Categories of tickets (案卷类别), which a deployment may adjust.</summary>
public sealed class CategoryGroup() : ApiGroup("categories", "categories");
