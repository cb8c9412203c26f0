using Sundog.Supervisor;

// One program under three names: PID 1 of an instance, the sv of people, and the ./check that sv runs.
var name = Path.GetFileName(Environment.GetCommandLineArgs()[0]);
return name switch
{
    "check" => Check.Run(),
    "sv" => Sundog.Supervisor.Sv.Client.Run(args),
    _ => Init.Run(args),
};
