using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace GridGov.Api.OpenApi;

/// <summary>Presents a value of a request to the API explorer as a handler's parameter.</summary>
sealed class ParameterMetadata : IParameterBindingMetadata
{
    public ParameterMetadata(string name, PropertyInfo property, bool isOptional)
        : this(name, property.PropertyType, isOptional, property)
    {
    }

    public ParameterMetadata(string name, Type type, bool isOptional)
        : this(name, type, isOptional, type)
    {
    }

    ParameterMetadata(string name, Type type, bool isOptional, MemberInfo member)
    {
        Name = name;
        IsOptional = isOptional;
        ParameterInfo = new Parameter(name, type, member);
        HasTryParse = (Nullable.GetUnderlyingType(type) ?? type)
            .GetMember("TryParse", MemberTypes.Method, BindingFlags.Public | BindingFlags.Static).Length > 0;
    }

    public string Name { get; }
    public bool HasTryParse { get; }
    public bool HasBindAsync => false;
    public ParameterInfo ParameterInfo { get; }
    public bool IsOptional { get; }

    sealed class Parameter : ParameterInfo
    {
        readonly MemberInfo member;

        public Parameter(string name, Type type, MemberInfo member)
        {
            (ClassImpl, NameImpl, MemberImpl) = (type, name, member);
            this.member = member;
        }

        public override bool HasDefaultValue => false;
        public override object? DefaultValue => null;
        public override object? RawDefaultValue => null;
        public override object[] GetCustomAttributes(bool inherit) => member is PropertyInfo ? member.GetCustomAttributes(inherit) : [];
        public override object[] GetCustomAttributes(Type attributeType, bool inherit) =>
            member is PropertyInfo ? member.GetCustomAttributes(attributeType, inherit) : (object[])Array.CreateInstance(attributeType, 0);
        public override IList<CustomAttributeData> GetCustomAttributesData() =>
            member is PropertyInfo ? member.GetCustomAttributesData() : [];
        public override bool IsDefined(Type attributeType, bool inherit) =>
            member is PropertyInfo && member.IsDefined(attributeType, inherit);
    }
}
