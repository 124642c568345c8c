using GridGov.Api;

namespace GridGov.Features.AnswerTemplates;

/// <summary>Answer templates (答复模板): texts for the public that an office prepared, by category and action.</summary>
public sealed class AnswerTemplatesApiGroup() : ApiGroup("answer-templates", "answer templates");
