using GridGov.Host;

return await CommandLine.Run(args);
