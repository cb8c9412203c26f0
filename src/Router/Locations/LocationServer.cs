using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Sundog.Routing;

/// <summary>The web server in front of an instance: answers one request by the instance's files or by its application.</summary>
internal sealed class LocationServer(HttpContext context, LocationTable locations, Backend backend)
{
    private readonly RequestNote _noted = RequestNote.Begin(context, backend.Instance);

    /// <summary>Answers the request and notes it in the instance's logs.</summary>
    public async Task<Answer> ServeAsync(RequestPath path)
    {
        try
        {
            return await AnswerAsync(path);
        }
        catch (BadHttpRequestException fault)
        {
            return await RefuseAsync(fault.StatusCode, fault.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge : fault.Message);
        }
        catch (Exception fault) when (fault is InstanceGoneException or ObjectDisposedException)
        {
            return await RefuseAsync(StatusCodes.Status503ServiceUnavailable, $"{locations.Upstream} is not running; see sundog ps");
        }
        catch (Exception fault) when (!context.RequestAborted.IsCancellationRequested)
        {
            _noted.Error(fault.Message);
            throw;
        }
        finally
        {
            _noted.End();
        }
    }

    private async Task<Answer> AnswerAsync(RequestPath path)
    {
        switch (Decisions.Decide(locations, path, backend.Files))
        {
            case Decision.Serve serve:
                await StaticFile.SendAsync(context, serve, backend.Files);
                return Answer.File;
            case Decision.Pass pass:
                return await TakeBodyAsync(pass.Terms) ? await PassAsync(pass.Target) : Answer.Server;
            case Decision.Run run:
                return await TakeBodyAsync(run.Terms) ? await RunAsync(run) : Answer.Server;
            case Decision.ToDirectory directory:
                context.Response.Redirect(directory.Target, permanent: true);
                return Answer.Server;
            case Decision.Refuse refuse:
                return await RefuseAsync(refuse.Status, refuse.Why);
            default:
                throw new InvalidOperationException("there is no other decision");
        }
    }

    private async Task<bool> TakeBodyAsync(Terms terms)
    {
        if (!RequestBody.Limit(context, terms.Location))
        {
            await RefuseAsync(StatusCodes.Status413PayloadTooLarge, TooLarge);
            return false;
        }

        // A script must be told the length of its body beforehand.
        var isOfUnknownLength = locations.RunsScripts && context.Request.ContentLength is null;
        if (terms.Location.RequestBuffering || isOfUnknownLength) await RequestBody.BufferAsync(context);
        return true;
    }

    private async Task<Answer> PassAsync(string target) =>
        await Forwarding.ToInstanceAsync(context, backend, target) is { } fault ? await FailAsync(fault) : Answer.Application;

    private async Task<Answer> RunAsync(Decision.Run run)
    {
        try
        {
            await using var connection = await backend.Instance.ConnectAsync(context.RequestAborted);
            await new FastCgiExchange(context, connection, _noted.Error)
                .RunAsync(Parameters.Of(context, run, backend.Instance.Files?.Directory ?? "/app"));
            return Answer.Application;
        }
        catch (Exception fault) when (fault is IOException or SocketException && !context.RequestAborted.IsCancellationRequested)
        {
            return await FailAsync(fault);
        }
    }

    private async Task<Answer> FailAsync(Exception fault)
    {
        var (status, why) = UpstreamFault.Explain(fault, locations, backend.Instance);
        // What the application had already said of its answer is not true of the page.
        if (!context.Response.HasStarted) context.Response.Headers.Clear();
        return await RefuseAsync(status, why, $" ({fault.GetBaseException().Message})");
    }

    private async Task<Answer> RefuseAsync(int status, string why, string detail = "")
    {
        _noted.Error(why + detail);
        await ErrorPage.SendAsync(context, status, why);
        return Answer.Server;
    }

    private string TooLarge => $"The request is larger than the max_request_size of its location in {locations.Application} allows.";
}
