// A web server without a network: answers each request by a function and remembers what was asked.

using System.Net;
using System.Net.Http.Headers;

namespace Strata.Tests.Data;

internal sealed class FakeServer(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    /// <summary>Each request: the address, and the first byte of its range if it has one.</summary>
    internal List<(string Address, long? From)> Asked { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add((request.RequestUri!.ToString(), request.Headers.Range?.Ranges.Single().From));
        return Task.FromResult(answer(request));
    }

    /// <summary>A server that has one content at every address, with or without ranges.</summary>
    internal static FakeServer With(byte[] content, bool ranges = true) => new(request => Serve(request, content, ranges));

    internal static HttpResponseMessage Serve(HttpRequestMessage request, byte[] content, bool ranges = true)
    {
        if (!ranges || request.Headers.Range?.Ranges.Single().From is not long from) return Whole(new MemoryStream(content), content.Length);
        if (from >= content.Length) return new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable);
        HttpResponseMessage rest = Whole(new MemoryStream(content[(int)from..]), content.Length - from);
        rest.StatusCode = HttpStatusCode.PartialContent;
        rest.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, content.Length - 1, content.Length);
        return rest;
    }

    internal static HttpResponseMessage Whole(Stream body, long length)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body) };
        response.Content.Headers.ContentLength = length;
        return response;
    }

    internal static HttpResponseMessage Status(HttpStatusCode status) => new(status);
}
