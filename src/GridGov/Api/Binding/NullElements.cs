using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using GridGov.Text;

namespace GridGov.Api.Binding;

/// <summary>Refuses null among the elements of a body's lists, which the serializer lets through and no validator expects.</summary>
static class NullElements
{
    static readonly ConcurrentDictionary<Type, PropertyInfo[]> Lists = new();

    /// <exception cref="ProblemException">An element is null; its pointer is named.</exception>
    public static void Refuse(object body, string pointer = "")
    {
        foreach (var property in Lists.GetOrAdd(body.GetType(), ListsOf))
        {
            if (property.GetValue(body) is not { } value)
                continue;
            var at = $"{pointer}/{JsonNamingPolicy.CamelCase.ConvertName(property.Name)}";
            if (value is not IEnumerable list)
            {
                Refuse(value, at);
                continue;
            }
            var index = 0;
            foreach (var element in list)
            {
                if (element is null)
                    throw new ProblemException(Problems.Invalid($"{at}/{index}", "required", Empty));
                if (IsRecord(element.GetType()))
                    Refuse(element, $"{at}/{index}");
                index++;
            }
        }
    }

    static readonly LocalizedText Empty = new("该值不能为空。", "The value must not be empty.");

    /// <summary>The properties that are lists or may have some.</summary>
    static PropertyInfo[] ListsOf(Type type) => [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetIndexParameters().Length == 0
            && (IsList(property.PropertyType) || IsRecord(property.PropertyType)))];

    static bool IsList(Type type) =>
        type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable)) && !type.IsAssignableTo(typeof(IDictionary));

    /// <summary>A nested record of a request; values such as ids and free texts have no lists.</summary>
    static bool IsRecord(Type type) =>
        type is { IsClass: true, IsNested: true } && type.Namespace?.StartsWith("GridGov.", StringComparison.Ordinal) is true;
}
