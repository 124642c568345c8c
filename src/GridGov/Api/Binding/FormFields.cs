using System.Text.Json.Nodes;

namespace GridGov.Api.Binding;

/// <summary>A body that a page's form sends too, whose fields are its properties; all of them are texts.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AcceptsFormAttribute : Attribute;

/// <summary>The fields of a form without files, as JSON.</summary>
static class FormFields
{
    public const string ContentType = "application/x-www-form-urlencoded";

    /// <summary>A field that was left empty is absent.</summary>
    /// <exception cref="BadHttpRequestException">It cannot be read, or has a field twice.</exception>
    public static async ValueTask<JsonObject> Read(HttpContext http)
    {
        try
        {
            var fields = new JsonObject();
            foreach (var (name, values) in await http.Request.ReadFormAsync(http.RequestAborted))
            {
                if (values is not [{ } value])
                    throw new BadHttpRequestException("A field of the form is not there once.");
                // Browsers send line breaks as two characters.
                if (value.Length > 0)
                    fields[name] = value.Replace("\r\n", "\n", StringComparison.Ordinal);
            }
            return fields;
        }
        catch (InvalidDataException e)
        {
            throw new BadHttpRequestException("The form cannot be read.", e);
        }
    }
}
