using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace GridGov.Tests.Architecture;

/// <summary>Lists the types and strings that the code of each type of an assembly refers to.</summary>
sealed class CompiledReferences : IDisposable
{
    static readonly Dictionary<int, OpCode> OpCodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value & 0xFFFF);

    readonly PEReader file;
    readonly MetadataReader metadata;

    public CompiledReferences(string assembly)
    {
        file = new PEReader(File.OpenRead(assembly));
        metadata = file.GetMetadataReader();
    }

    public void Dispose() => file.Dispose();

    /// <summary>References from a top-level type to another, by full names; a nested type counts as its outermost type.</summary>
    public IEnumerable<(string From, string To)> Types() =>
        from handle in metadata.TypeDefinitions
        from target in Collect(handle)
        where TopLevel(handle) != TopLevel(target)
        select (TopLevel(handle), TopLevel(target));

    /// <summary>The strings in the code of a type, and its constants.</summary>
    public IEnumerable<(string Type, string Text)> Strings()
    {
        foreach (var handle in metadata.TypeDefinitions)
        {
            var type = metadata.GetTypeDefinition(handle);
            foreach (var method in type.GetMethods())
            {
                foreach (var token in Tokens(method).Where(token => token >>> 24 == 0x70))
                    yield return (TopLevel(handle), metadata.GetUserString(MetadataTokens.UserStringHandle(token & 0xFFFFFF)));
            }
            foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition).Where(field => !field.GetDefaultValue().IsNil))
            {
                var constant = metadata.GetConstant(field.GetDefaultValue());
                if (constant.TypeCode == ConstantTypeCode.String)
                    yield return (TopLevel(handle), (string)metadata.GetBlobReader(constant.Value).ReadConstant(ConstantTypeCode.String)!);
            }
        }
    }

    /// <summary>The types whose code calls a method of a type of another assembly.</summary>
    public IEnumerable<string> CallersOf(Type type, string method) =>
        (from handle in metadata.TypeDefinitions
         where metadata.GetTypeDefinition(handle).GetMethods().SelectMany(Tokens).Any(token => Names(token, type, method))
         select TopLevel(handle)).Distinct(StringComparer.Ordinal);

    bool Names(int token, Type type, string method)
    {
        const int MemberReference = 0x0A;
        if (token >>> 24 != MemberReference)
            return false;
        var handle = MetadataTokens.EntityHandle(token);
        var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
        if (member.Parent.Kind != HandleKind.TypeReference || metadata.GetString(member.Name) != method)
            return false;
        var parent = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
        return metadata.GetString(parent.Name) == type.Name && metadata.GetString(parent.Namespace) == type.Namespace;
    }

    HashSet<TypeDefinitionHandle> Collect(TypeDefinitionHandle handle)
    {
        var names = new TypeNames();
        var type = metadata.GetTypeDefinition(handle);
        Add(type.BaseType, names);
        foreach (var contract in type.GetInterfaceImplementations())
            Add(metadata.GetInterfaceImplementation(contract).Interface, names);
        foreach (var field in type.GetFields())
            metadata.GetFieldDefinition(field).DecodeSignature(names, null);
        foreach (var method in type.GetMethods())
        {
            metadata.GetMethodDefinition(method).DecodeSignature(names, null);
            foreach (var token in Tokens(method).Where(token => token >>> 24 is not 0x70))
                Add(MetadataTokens.EntityHandle(token), names);
        }
        return names.Found;
    }

    void Add(EntityHandle handle, TypeNames names)
    {
        if (handle.IsNil)
            return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                names.Found.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(names, null);
                break;
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                names.Found.Add(method.GetDeclaringType());
                method.DecodeSignature(names, null);
                break;
            case HandleKind.FieldDefinition:
                names.Found.Add(metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Add(metadata.GetMemberReference((MemberReferenceHandle)handle).Parent, names);
                break;
            case HandleKind.MethodSpecification:
                var specification = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                specification.DecodeSignature(names, null);
                Add(specification.Method, names);
                break;
            case HandleKind.StandaloneSignature when metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle)
                .GetKind() == StandaloneSignatureKind.LocalVariables:
                metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeLocalSignature(names, null);
                break;
        }
    }

    /// <summary>The metadata tokens in a method's instructions and of its locals.</summary>
    IEnumerable<int> Tokens(MethodDefinitionHandle handle)
    {
        var method = metadata.GetMethodDefinition(handle);
        if (method.RelativeVirtualAddress == 0)
            return [];
        var body = file.GetMethodBody(method.RelativeVirtualAddress);
        var tokens = new List<int>();
        if (!body.LocalSignature.IsNil)
            tokens.Add(MetadataTokens.GetToken(body.LocalSignature));
        var reader = body.GetILReader();
        while (reader.RemainingBytes > 0)
        {
            var first = reader.ReadByte();
            var code = OpCodes[first == 0xFE ? 0xFE00 | reader.ReadByte() : first];
            switch (code.OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineString or OperandType.InlineTok
                    or OperandType.InlineType:
                    tokens.Add(reader.ReadInt32());
                    break;
                case OperandType.InlineSwitch:
                    var targets = reader.ReadInt32();
                    reader.Offset += 4 * targets;
                    break;
                case OperandType.InlineNone:
                    break;
                default:
                    reader.Offset += code.OperandType switch
                    {
                        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                        OperandType.InlineVar => 2,
                        OperandType.InlineI8 or OperandType.InlineR => 8,
                        _ => 4,
                    };
                    break;
            }
        }
        return tokens;
    }

    string TopLevel(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        while (type.IsNested)
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        return metadata.GetString(type.Namespace) + "." + metadata.GetString(type.Name);
    }

    /// <summary>Records every type of the assembly in a signature.</summary>
    sealed class TypeNames : ISignatureTypeProvider<bool, object?>
    {
        public HashSet<TypeDefinitionHandle> Found { get; } = [];

        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Found.Add(handle);
        public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle,
            byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => false;
        public bool GetArrayType(bool elementType, ArrayShape shape) => false;
        public bool GetByReferenceType(bool elementType) => false;
        public bool GetFunctionPointerType(MethodSignature<bool> signature) => false;
        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => false;
        public bool GetGenericMethodParameter(object? genericContext, int index) => false;
        public bool GetGenericTypeParameter(object? genericContext, int index) => false;
        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => false;
        public bool GetPinnedType(bool elementType) => false;
        public bool GetPointerType(bool elementType) => false;
        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => false;
        public bool GetSZArrayType(bool elementType) => false;
    }
}
