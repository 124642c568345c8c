using GridGov;
using GridGov.Features.Grids;

if (args is ["import", "divisions", ..])
    return await ImportDivisionsCommand.Run(args[2..]);

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
    builder.WebHost.UseUrls(Settings.DefaultUrl);
await Server.Build(builder).RunAsync();
return 0;
