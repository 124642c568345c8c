using GridGov;

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
    builder.WebHost.UseUrls(Settings.DefaultUrl);
await Server.Build(builder).RunAsync();
