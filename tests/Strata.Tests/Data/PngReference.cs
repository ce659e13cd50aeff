// Small PNG files of every colour type, bit depth and interlacing, made by other programs, and the pixels that they must give.
//
// Each is 9 x 7, so that no pass of Adam7 and no row of few-bit samples comes out even. Sample k of pixel (x, y) is
//     (37 x + 59 y + 83 k + 11 x y) mod 2^depth      up to 8 bits
//     (3701 x + 5903 y + 8311 k + 1117 x y) mod 65536   for 16
// grey is k = 0, RGB k = 0..2, alpha the last k. A palette's index is that of k = 0, for 8 bits x + 9 y; colour i is
// (40 i + 17, 91 i + 5, 23 i + 200) mod 256.

using Strata.Data;

namespace Strata.Tests.Data;

internal sealed record PngReference(string Name, PngColour Colour, int Depth, bool Interlaced, bool Transparency, string Base64)
{
    private const int Width = 9, Height = 7;

    internal byte[] File => Convert.FromBase64String(Base64);

    internal static PngReference Named(string name) => All.Single(reference => reference.Name == name);

    /// <summary>The pixels that the formulas above give, at 8 bits.</summary>
    internal Image Expected()
    {
        var pixels = new List<byte>();
        for (int y = 0; y < Height; y++)
            for (int x = 0; x < Width; x++)
                pixels.AddRange(Pixel(x, y));
        return new Image(Width, Height, pixels.Count / (Width * Height), [.. pixels]);
    }

    private IEnumerable<byte> Pixel(int x, int y)
    {
        if (Colour == PngColour.Palette)
        {
            int i = Depth == 8 ? x + (Width * y) : Sample(x, y, 0);
            yield return (byte)((40 * i) + 17);
            yield return (byte)((91 * i) + 5);
            yield return (byte)((23 * i) + 200);
            // The first two thirds of the 2^depth (of 63) colours have alpha 50 i + 10.
            int withAlpha = (Depth == 8 ? 63 : 1 << Depth) * 2 / 3;
            if (Transparency) yield return i < withAlpha ? (byte)((50 * i) + 10) : (byte)255;
            yield break;
        }
        int samples = Colour switch { PngColour.Grey => 1, PngColour.GreyAlpha => 2, PngColour.Rgb => 3, _ => 4 };
        int most = (1 << Depth) - 1;
        for (int k = 0; k < samples; k++) yield return (byte)Math.Round(Sample(x, y, k) * 255.0 / most);
        // The colour of pixel (4, 3) is the transparent one.
        if (Transparency) yield return Enumerable.Range(0, samples).All(k => Sample(x, y, k) == Sample(4, 3, k)) ? (byte)0 : (byte)255;
    }

    private int Sample(int x, int y, int k) => Depth == 16
        ? ((3701 * x) + (5903 * y) + (8311 * k) + (1117 * x * y)) % 65536
        : ((37 * x) + (59 * y) + (83 * k) + (11 * x * y)) % (1 << Depth);

    internal static readonly PngReference[] All =
    [
        // ImageMagick 6.9.11: convert INPUT -strip -define png:exclude-chunk=bKGD,gAMA,cHRM,tIME,tEXt,date -quality 95
        //     -define png:color-type=TYPE -define png:bit-depth=DEPTH [-interlace PNG] OUTPUT.png
        // where INPUT is the raw samples: a PGM for grey, rgb: or rgba: for the others. All five row filters occur in them.
        new("Grey1", PngColour.Grey, 1, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHAQAAAADy4FrNAAAAEUlEQVQI12MIZWD438CASgIAPpAF0oZ1V90AAAAASUVORK5CYII="),
        new("Grey1Interlaced", PngColour.Grey, 1, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHAQAAAAGF52pbAAAAEklEQVQI12NgQAEfoPB/AwQBAEXQCD7tqd1oAAAAAElFTkSuQmCC"),
        new("Grey2", PngColour.Grey, 2, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHAgAAAAC1QCAdAAAAG0lEQVQI12OQlmZg+P//AMPkyQ0M5eUODEh8AIcJCmO19O13AAAAAElF" +
            "TkSuQmCC"),
        new("Grey2Interlaced", PngColour.Grey, 2, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHAgAAAAHCRxCLAAAAHUlEQVQI12NgAIMFQNjRAELlUPj//wGG8nIHEA0AmQ0L11lTuEEAAAAA" +
            "SUVORK5CYII="),
        new("Grey4", PngColour.Grey, 4, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHBAAAAAA6ANW9AAAAMklEQVQI12NgXe/5uIFhNxBsYEg8rtv8gEH88vxoAYaz7xmVHRiKfxf/" +
            "LmDQZH96eAEAik8SjaYsoZQAAAAASUVORK5CYII="),
        new("Grey4Interlaced", PngColour.Grey, 4, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHBAAAAAFNB+UrAAAAOElEQVQI12PgYHBgOODAsI7hEUOOxgMGhTcLGOInM4hfZrgvzDA9mGE3" +
            "EGwAcudHCzAU/y7+XQAAi84SjbmQjzgAAAAASUVORK5CYII="),
        new("Grey8", PngColour.Grey, 8, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHCAAAAAD/8Di8AAAARUlEQVQI12NkUIUCRmsDKGCxtra2ti6ytrZm2Pjdtvkkf+jshwxvbPvu" +
            "GzReUi5hUG++bz39s/9qdoakkwbT/6WeMZ4FAJUYGDLSXTbGAAAAAElFTkSuQmCC"),
        new("Grey8Interlaced", PngColour.Grey, 8, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHCAAAAAGI9wgqAAAAU0lEQVQI12Ng0GCYwvjGxYXB6x6Tyxfmso1vlj9ieeNy7pwPg2r+Tmam" +
            "nh1PBJifrj18k3n14ZvvGa0NoIClzM3txb8nWgJqTGU9i3ace/JLQA0AuCMgb7ZUa+MAAAAASUVORK5CYII="),
        new("Grey16", PngColour.Grey, 16, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHEAAAAACvYOT/AAAAbUlEQVQI12NmYOArFd0g+0plqc59o1lWVxz7GcX5hS4JQyGExagnJ64P" +
            "gRJQmkmcXzpH4aSKmmazzgNDW7NZVt8ZY2wUXiq8lH+pAIcs4vzSofJuqmoqbipuhm6qbipucI0azboPjGxNZ1l9BwC3PCj4f408uwAA" +
            "AABJRU5ErkJggg=="),
        new("Grey16Interlaced", PngColour.Grey, 16, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHEAAAAAHYZ9RpAAAAiklEQVQI12NgYChewWB5hTnGZu2hdyKMMq+srjDM4ZPexKgnpxenF6cf" +
            "pxfHEmMTqBLIE/RF7A4jX6nsK9lXsq9YzG9AJBlqVHd//33SejZzyWs/z2vMcbaM4vxCl4ShEMJi0ZOTviEzSbpH5ob0AZkqmR7pHhY9" +
            "OZUbKpNU3VTcVA6oVGUfUHkHAES4Mb9F79ntAAAAAElFTkSuQmCC"),
        new("Rgb8", PngColour.Rgb, 8, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHCAIAAABV+fA3AAAAkklEQVQI12NkCF6migMwWvc9NMABGMtOyljjAAwbWcK/e821nfC4+Zrm" +
            "SZl8/qStoSt+z37n+NCkneGN/STbCY/7HprcN2o1aL7WeEX9kmqFctnJkuNSDOpVZ5uvad43arXuezj9le1nt5n+i76u/hfIHrWWIWkr" +
            "x0mZfIPma9Nf2f4LXJK6g/uMfJFx281Zbx0AnpRJgD2K14cAAAAASUVORK5CYII="),
        new("Rgb8Interlaced", PngColour.Rgb, 8, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHCAIAAAEi/sChAAAAsElEQVQI12NkCF6moaHBMOW5FeMb+0kuLi4uLi7MXnM/7HzMw+Ti4vLl" +
            "yxeGspMyb+wnJW3luKFd57fwC2PSVo5zSIBBteJ0/iHRnTzxzGErmXp6enbs2PHkyRMBAQEUDvPqK/8OHz588+bN9+/zGa37HhrgACxl" +
            "ZWVubj1ubm4vdrj9c/v3RERES+uXgICbmpoaS1lZ2aWYmEUxL2L+7RA5F/MkRivm1y8BAQE1NTUAgiZZLbTiYrwAAAAASUVORK5CYII="),
        new("Rgb16", PngColour.Rgb, 16, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHEAIAAAAFaSx0AAAA+UlEQVQY02NmYFAod3jHVyq3Uf+N6Aa112bLZV/pLrN7qLLU9IHLHJ37" +
            "1rN9rhnNcr4aPNHqiteE6NOO/UGnEtsYxfnN28L/Cl0SRoKoPAgfVYxRT85vaj6PuD4ylCDIYhLnF+cX55fOkcmRzlE4qXBS4aSKmoqa" +
            "ippms0azZrPOA90Hug8MbQ1tDW3NZpnNMp1l9d3qu9V3xhibms1ztRRewqD8S/mXCnih/EuFlyxQ20JlQqVD5d0U3BROqqqpuKm6qbip" +
            "5Gi6qbjpuqm4GbqpuEHEVN1U3FS+q7jBHSmN5kiNZs1mjWbdB7oPdB8Y2RraGtmaIjkSAM+zg5Cji+9BAAAAAElFTkSuQmCC"),
        new("Rgb16Interlaced", PngColour.Rgb, 16, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHEAIAAAFybhziAAABVUlEQVQY02NmYFAod3hXvKLlyRR5BssrUd5Vh5hjbGo2z9Vae2jfv3M7" +
            "34n8vdDHzSjzyjYx9obVFasrVleYGlTqVepVjn45+uXoFwY9Ob+p+TwxNTWf52Z13VodePrEToub63+pPZ/GwavRwhJjE2MTYxOoEqQS" +
            "qBLIE+gWyBP0JfBL0BexO8/vvLjDyFeq98Y/WfYVOmQxv2F+w/yGXpx+HARDoH4cY43qnDl7he0vOVyyv+SABBk2/b1c8vk1i7PKLlfD" +
            "0M4yhmnly84fd3u+l1Gc37wt/K/QJWEkiMqD8FHFWPTk9OT05aRvyKyS7pGZJD1JZpJ0j4yPdI/MDekemRvSB2QOSB+QqZLukamS6ZHp" +
            "ke6R7pE5IHOARU9OT05PTuWG6g2VGyqTVCapTFJ1U/FRdVNxU2FTcVM5oHog6oBKVXKVSlX2ARU3VROVdyrvVNwAdaKj5KD26LoAAAAA" +
            "SUVORK5CYII="),
        new("Rgba8", PngColour.Rgba, 8, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHCAYAAADam2dgAAAAvElEQVQY02NkCF72U5UAYLTue2hiQAAwlp2UybcmABg2soSv+u4194Pt" +
            "hMdmzdc0a07K5B/iT9rKEbrit9/sd45THpq032J4Yz/pqe2Ex2Z9D03a7xu13jBovqbZeEW96pJqxWnlspMyJcelchnUq84qNF/TrLlv" +
            "1HrDuu+hyfRXthM+u81847/oq8fqf4FL2KPWMjAkbeWIPimTf8ig+Zrm9Fe2E/4FLvmeuoM77ox80VHjtps6s946TAYAGrNhnll0UT0A" +
            "AAAASUVORK5CYII="),
        new("Rgba8Interlaced", PngColour.Rgba, 8, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHCAYAAAGtnFf2AAAA3ElEQVQY02NkCF72U0NDQ4NhynOrXsY39pOeukABs9fcD847H/NsY3Jx" +
            "cXH58uXLF4aykzL5b+wnPU3ayhF9Q7vuot/CL+6MSVs5os+hAQbVitNy+YdEM3byxG9iDlv5h6mnp6dnx44dO548efJEQEBAAEOAefWV" +
            "f8sPHz58+ObNmzffv89/z2jd99DEgABgKSsrK3Nz63Fzc3Nze7HD7cU/t3//noiIPNHS+qUlIOAmoKampsZSVlZWdikm5tKimBeLYv7t" +
            "iBE5FyPyJEbrScyvXzECAgICampqagBgC3hZEJk3EAAAAABJRU5ErkJggg=="),
        new("Rgba16", PngColour.Rgba, 16, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHEAYAAACKC7sjAAAA+0lEQVQY042PsUoDQRCGc5I6C0kxC3uQLfaOnORYLpATxQWreYPFxsbC" +
            "bkoPLewWfIgDC5/B2gdImyfY1sb2KsFi7hIJFsfHDMw/U8yXTCb66eb7/mHWzBrRDF30ffycgLh4vf15fpzvFyfM+xqTLvZTECCkAAEE" +
            "BBYI7IDMwcocPFjwYOWQO3DSgutviTeX9gwEoyglRSnpHWNypgirUIRVWMcylrGMlWPqtm63bd1edUxyd/3y8Xb++a6/jiz7GgdfTw8f" +
            "+dQrr/wSNeqdxiw3mKFBg4YKNGSwRIMZVpxhhod9Z9B0f9TUv2osVgQWW8eNq9zGVW57ovYLQLqjMuEVTZsAAAAASUVORK5CYII="),
        new("Rgba16Interlaced", PngColour.Rgba, 16, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHEAYAAAH9DIu1AAABl0lEQVQoz2NgYFAod3iXmFq8Yor8lmlXeRksr0R5Vx2abckcY1Ozea7W" +
            "3oVrD+37d27n/a/vRP5e6OOed5xR5pVtYuyNOn+rKxDI1KBSr1KvUq9y9AsEMujJ+U3N5+lvjqmp+Tw3a+/DrlurA0+feGO/0+Lm+l9q" +
            "UnOfT+Pg1Wjx+M0UYwOB9SoNKvUqDSqLeCAQZtKLO8/vvLjz4g4jX6neG//k/Fuyr7BDFvMbEKgXpx+nF6cfpx+nB4f6cXpxjDWqc+bs" +
            "Fb7bZX/J4ZL9JQcMyLDp7+WSz69FklicVXa5GqauCO0sY5hWvu3dsvPH3Z7v5TBhFOc3bwv/W1EidEkYDQpBMTGiwpdY9OT05PTl9OSk" +
            "b8isku6RWSUzSXqSzCTpSdI9Mj7SPTI+Mjeke2RuSPdIH5A5IH1A5oBMlXSPTJV0j0yPTI80BB+QOVB8gEVPDgJVbqjeULmhckNlksok" +
            "lUmqbqpuKj6qbio+Km4qbCpugWwqB1QPRB1QPaBSlVylUqVSlX1AxU3VRMVN5Z3KOxU3lXcAWEbggEF8OAMAAAAASUVORK5CYII="),
        new("GreyAlpha8", PngColour.GreyAlpha, 8, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHCAQAAABwkq/rAAAAaUlEQVQI12NkCFZFA4zWfQZogLHspDUaYNjI8t3LdkLztZMy/EmhK2a/" +
            "e2jC8MbedkLfw/tGBs2NVy6pKpeVHGdQr2q+dt/Ium/6q89u/otW/2OPYkjaelLGoHn6q3+BqTvOyBu3zXoLAP53MQe3lUA9AAAAAElF" +
            "TkSuQmCC"),
        new("GreyAlpha8Interlaced", PngColour.GreyAlpha, 8, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHCAQAAAEHlZ99AAAAhElEQVQI12NkCNbQYJjynPGNvYuLiwuD19x7hkwuLl++MJSdfGOftPWG" +
            "tt9CljdvXFzOzTn3xceHQbUi/9BOHuYwpp6eHTuePBEQgDOYV185fPjmzffvGa37DNAAS1mZm5ub24sd/9yeiGhpCQioqbGUlV2KWRQT" +
            "80/k3JOYmF8CAmpqABWbOY/UXXwJAAAAAElFTkSuQmCC"),
        new("GreyAlpha16", PngColour.GreyAlpha, 16, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHEAQAAAAgAnOoAAAAuUlEQVQY02NmYFAo5yuV2yi6Qe217CvdZSpLTR/o3LeebTTL+arVFa8J" +
            "jv1BpxjF+c3bhC4JQyE2lvAlRj05v6ni+jAogUQixJjE+cX5pXNkchROKpxUUVNR02zWaNZ5oPvA0NbQ1myW2Syr71bfGWNsajYrvIRA" +
            "+ZcKWKD8SxZxfnF+6VCZUHk3BTdVNRU3FTeVHBU3XTdDNxU3VTcVNxU3le9Q66Th1mk0azbrPtB9YGRraGsKtQ4AhRtWE7ZRtvYAAAAA" +
            "SUVORK5CYII="),
        new("GreyAlpha16Interlaced", PngColour.GreyAlpha, 16, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHEAQAAAFXBUM+AAAA+klEQVQY02NgYFAoL14xRZ7B8kqUN3OMTc3mtYf2/Xsn8vcCo8wr20Sr" +
            "K1ZXmBpU6lWOfjn6hUFPzm9qTE3N565bqwN3Wtxc/3waBy9LjE2MTaBKkEogT6Bb0JfAL2J3nt9h5CvVeyP7CgFZzG+Y39CL04/Tj9OL" +
            "04vTi2OoUZ0zZ/f3O3m/T8o4WM+OEWLY9PdyCYuzyq7QzjKGZeePuzGK85u3CV0ShkJsLOFLLHpyenLSN2RWyUySniTdI+Mjc0O6R/qA" +
            "zAGZKukemR6ZHukemQMsenJ6cio3VG+oTFKZpOqm4qPipsKmckD1gEpVclX2ARU3lXcq7wCsa2upkO0+zAAAAABJRU5ErkJggg=="),
        new("Palette1", PngColour.Palette, 1, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHAQMAAADgVfUjAAAABlBMVEURBcg5YN9O31uVAAAAEUlEQVQI12MIZWD438CASgIAPpAF0oZ1" +
            "V90AAAAASUVORK5CYII="),
        new("Palette1Interlaced", PngColour.Palette, 1, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHAQMAAAGXUsW1AAAABlBMVEURBcg5YN9O31uVAAAAEklEQVQI12NgQAEfoPB/AwQBAEXQCD7t" +
            "qd1oAAAAAElFTkSuQmCC"),
        new("Palette2", PngColour.Palette, 2, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHAgMAAACn9Y/zAAAADFBMVEURBcg5YN9hu/aJFg085pRoAAAAG0lEQVQI12OQlmZg+P//AMPk" +
            "yQ0M5eUODEh8AIcJCmO19O13AAAAAElFTkSuQmCC"),
        new("Palette2Interlaced", PngColour.Palette, 2, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHAgMAAAHQ8r9lAAAADFBMVEURBcg5YN9hu/aJFg085pRoAAAAHUlEQVQI12NgAIMFQNjRAELl" +
            "UPj//wGG8nIHEA0AmQ0L11lTuEEAAAAASUVORK5CYII="),
        new("Palette4", PngColour.Palette, 4, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHBAMAAAAotXpTAAAAMFBMVEURBcjZzDuhk65pWiGxcSR5OJdB/wqJFg1R3YDJ7sUBJ1I5YN/x" +
            "Sdwpgmlhu/YZpPPZifb1AAAAMklEQVQI12NgVHZNb2CYCQQTGFaffd+ewLD3e7DkBobzydzPHRiuW163vMDwlDfxuAIAcD0R8d/05gkA" +
            "AAAASUVORK5CYII="),
        new("Palette4Interlaced", PngColour.Palette, 4, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHBAMAAAFfskrFAAAAMFBMVEURBcjZzDuhk65pWiGxcSR5OJdB/wqJFg1R3YDJ7sUBJ1I5YN/x" +
            "Sdwpgmlhu/YZpPPZifb1AAAAOElEQVQI12PgYHBgOODAoMaQx7DmRQLDgxwFBuFwhr3fGT5vZ4gVZ5gJBBOA3GDJDQzXLa9bXgAAebwS" +
            "LY/TZM4AAAAASUVORK5CYII="),
        new("Palette8", PngColour.Palette, 8, Interlaced: false, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHCAMAAADtRZdSAAAAvVBMVEURBcg5YN9hu/aJFg2xcSTZzDsBJ1IpgmlR3YB5OJehk67J7sXx" +
            "SdwZpPNB/wppWiGRtTi5EE/ha2YJxn0xIZRZfKuB18KpMtnRjfD56AchQx5JnjVx+UyZVGPBr3rpCpERZag5wL9hG9aJdu2x0QTZLBsB" +
            "hzIp4klRPWB5mHeh847JTqXxqbwZBNNBX+ppugGRFRi5cC/hy0YJJl0xgXRZ3IuBN6KpkrnR7dD5SOcho/5J/hVxWSyZtEPBD1r1WvYf" +
            "AAAATklEQVQI12NgYGRiZmFlY+dg4OTi5uHl4xcQZBASFhEVE5eQlGKQlpGVk1dQVFJmUFFVU9fQ1NLWYdDV0zcwNDI2MWUwM7ewtLK2" +
            "sbUDALENB6Ko7waIAAAAAElFTkSuQmCC"),
        new("Palette8Interlaced", PngColour.Palette, 8, Interlaced: true, Transparency: false,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHCAMAAAGaQqfEAAAAvVBMVEURBcg5YN9hu/aJFg2xcSTZzDsBJ1IpgmlR3YB5OJehk67J7sXx" +
            "SdwZpPNB/wppWiGRtTi5EE/ha2YJxn0xIZRZfKuB18KpMtnRjfD56AchQx5JnjVx+UyZVGPBr3rpCpERZag5wL9hG9aJdu2x0QTZLBsB" +
            "hzIp4klRPWB5mHeh847JTqXxqbwZBNNBX+ppugGRFRi5cC/hy0YJJl0xgXRZ3IuBN6KpkrnR7dD5SOcho/5J/hVxWSyZtEPBD1r1WvYf" +
            "AAAAVElEQVQI1wXBhwJCAAAFwGfLSlbZUVlZRdn+/7PcATxoPLMSJIukgGZYNwf/cV53EBTDQTevNl5p/sYwLRtOgijJylm9wPX8ILxH" +
            "8QNV3bSfb9f/Dvm0B6I6KZi6AAAAAElFTkSuQmCC"),

        // Transparency by tRNS: written by python3 (struct, zlib.crc32, zlib.compress), filter 0; read back the same by ImageMagick.
        new("Palette1Alpha", PngColour.Palette, 1, Interlaced: false, Transparency: true,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHAQMAAADgVfUjAAAABlBMVEURBcg5YN9O31uVAAAAAXRSTlMKoDMxeAAAABFJREFUeNpjCGVg" +
            "+N/AgEoCAD6QBdLri9v3AAAAAElFTkSuQmCC"),
        new("Palette2Alpha", PngColour.Palette, 2, Interlaced: false, Transparency: true,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHAgMAAACn9Y/zAAAADFBMVEURBcg5YN9hu/aJFg085pRoAAAAAnRSTlMKPKMTWTUAAAAbSURB" +
            "VHjaY5CWZmD4//8Aw+TJDQzl5Q4MSHwAhwkKY21qpmgAAAAASUVORK5CYII="),
        new("Palette4Alpha", PngColour.Palette, 4, Interlaced: false, Transparency: true,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHBAMAAAAotXpTAAAAMFBMVEURBcg5YN9hu/aJFg2xcSTZzDsBJ1IpgmlR3YB5OJehk67J7sXx" +
            "SdwZpPNB/wppWiHFZ6+YAAAACnRSTlMKPG6g0gQ2aJrMDsMQigAAADJJREFUeNpjYF3v+biBYTcQbGBIPK7b/IBB/PL8aAGGs+8ZlR0Y" +
            "in8X/y5g0GR/engBAIpPEo0Sp0qFAAAAAElFTkSuQmCC"),
        new("Palette8Alpha", PngColour.Palette, 8, Interlaced: false, Transparency: true,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHCAMAAADtRZdSAAAAvVBMVEURBcg5YN9hu/aJFg2xcSTZzDsBJ1IpgmlR3YB5OJehk67J7sXx" +
            "SdwZpPNB/wppWiGRtTi5EE/ha2YJxn0xIZRZfKuB18KpMtnRjfD56AchQx5JnjVx+UyZVGPBr3rpCpERZag5wL9hG9aJdu2x0QTZLBsB" +
            "hzIp4klRPWB5mHeh847JTqXxqbwZBNNBX+ppugGRFRi5cC/hy0YJJl0xgXRZ3IuBN6KpkrnR7dD5SOcho/5J/hVxWSyZtEPBD1r1WvYf" +
            "AAAAKnRSTlMKPG6g0gQ2aJrM/jBilMb4KlyOwPIkVoi67B5QgrTmGEp8ruASRHao2gwtqpDbAAAATklEQVR42mNgYGRiZmFlY+dg4OTi" +
            "5uHl4xcQZBASFhEVE5eQlGKQlpGVk1dQVFJmUFFVU9fQ1NLWYdDV0zcwNDI2MWUwM7ewtLK2sbUDALENB6IIemZhAAAAAElFTkSuQmCC"),
        new("Grey1Key", PngColour.Grey, 1, Interlaced: false, Transparency: true,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHAQAAAADy4FrNAAAAAnRSTlMAAQGU/a4AAAARSURBVHjaYwhlYPjfwIBKAgA+kAXS64vb9wAA" +
            "AABJRU5ErkJggg=="),
        new("Grey2Key", PngColour.Grey, 2, Interlaced: false, Transparency: true,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHAgAAAAC1QCAdAAAAAnRSTlMAAQGU/a4AAAAbSURBVHjaY5CWZmD4//8Aw+TJDQzl5Q4MSHwA" +
            "hwkKY21qpmgAAAAASUVORK5CYII="),
        new("Grey4Key", PngColour.Grey, 4, Interlaced: false, Transparency: true,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHBAAAAAA6ANW9AAAAAnRSTlMACQ9PdZwAAAAySURBVHjaY2Bd7/m4gWE3EGxgSDyu2/yAQfzy" +
            "/GgBhrPvGZUdGIp/F/8uYNBkf3p4AQCKTxKNEqdKhQAAAABJRU5ErkJggg=="),
        new("Grey8Key", PngColour.Grey, 8, Interlaced: false, Transparency: true,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHCAAAAAD/8Di8AAAAAnRSTlMAyZQrtywAAABRSURBVHjaAUYAuf8AACVKb5S53gMoADtrm8v7" +
            "K1uLuwB2sewnYp3YE04Asfc9g8kPVZvhAOw9jt8wgdIjdAAng987l/NPqwcAYskwl/5lzDOaJAcfeDZb0RQAAAAASUVORK5CYII="),
        new("Grey16Key", PngColour.Grey, 16, Interlaced: false, Transparency: true,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHEAAAAACvYOT/AAAAAnRSTlOzXayhHQoAAACQSURBVHjaAYUAev8AAAAOdRzqK1851EhJVr5l" +
            "M3OoABcPKeE8s0+FYld1KYf7ms2tnwAuHkVNXHxzq4raogm5ONBn55YARS1guXxFl9GzXc7p6nUGASGNAFw8fCWcDrv32+D7yRuyO5tb" +
            "hABzS5eRu9fgHQRjKKlM73E1lXsAilqy/dugBEMs5lWJfiymz89ynYw76DamdNoAAAAASUVORK5CYII="),
        new("Rgb8Key", PngColour.Rgb, 8, Interlaced: false, Transparency: true,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHCAIAAABV+fA3AAAABnRSTlMAyQAcAG9CkqvmAAAAyElEQVR42mNgCF6mWnHaa+6H/EOiU55b" +
            "7eSJv2fYwhy2UqP6HIN138PsfYKz3zmeliv87bdQu+5i9DrG7nuGu/kSGcpOymxkCX9jP0m96mzSVo65H5xvaNcJp+30W/iFASjx3Wuu" +
            "7YTHzdc0T8rk8ydtDV3xG2jMQ5N2BqAOoETfQ5P7Rq0Gzdcar6hfUq1QLjtZclyKAWgUUAdQAmjx9Fe2n91m+i/6uvpfIHvUWgagHUCj" +
            "gDqAEv8Cl6Tu4D4jX2TcdnPWWwcAcGderaJXFPwAAAAASUVORK5CYII="),
        new("Rgb16Key", PngColour.Rgb, 16, Interlaced: false, Transparency: true,
            "iVBORw0KGgoAAAANSUhEUgAAAAkAAAAHEAIAAAAFaSx0AAAABnRSTlOzXdPU9EsdxFoKAAABjElEQVR42gGBAX7+AAAAIHdA7g51LuxP" +
            "YxzqPWFd2CtfS9ZsTTnUWkt6wkhJaMCJN1a+dzWXrGUzhaqmIXOolB+0lgAXDzeGV/0p4UpYas88s10qfaFPhW/8kHNiV4LOo0V1KZWg" +
            "theH+6hyyOmazbtE27utn84W7o0ALh5OlW8MRU1lxIY7XHx8851qc6uUIrSZitqrUcvIognCgOL3uTjZr/om0Gfw3hFV55YIDSiEAEUt" +
            "ZaSGG2C5gTChp3xFnLy9M5fRuEjYv7Nd09T0S87p72AP1+p1CuwrYwYBJnhG7yGNQgRiewBcPHyznSp8JZycvROcDryF3Py799xu/OXb" +
            "4PxXHM77yRxAPLcbsjwpXKA7m1wSfIlbhHv7nHIAc0uTwrQ5l5G4CNh/u9fcTvzF4B0AlCELBGMk2kVRKKlJIGmXTO9tZo3dcTWRrLIj" +
            "lXu18tZpAIpaqtHLSLL903Tz69ug/BccjgRDJLpFMSzmTV1t1FWJdgCWd34snqO/GqbPx0bnvc9y7+kQYMQPvokaklO8AAAAAElFTkSu" +
            "QmCC"),
    ];
}
