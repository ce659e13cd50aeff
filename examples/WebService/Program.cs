// A trained network behind a web page's back: POST a PNG of a digit to /predict, and get its class and all probabilities.
//
//     dotnet run -c Release --project examples/WebService -- --urls http://localhost:5000
//     curl --data-binary @digit.png http://localhost:5000/predict
//
// It serves digits.safetensors (--model names another file, such as the one of a run), and trains a small network first where there is none.

using System.Text.Json.Serialization;
using Strata.Data;
using Strata.Layers;
using Strata.Losses;
using Strata.Optimizers;
using Strata.Training;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, AnswerJson.Default));
string path = builder.Configuration["model"] ?? "digits.safetensors";
if (!File.Exists(path))
{
    Train(path);
}
builder.Services.AddSingleton(Predictor.Load(path)); // one for all requests
WebApplication app = builder.Build();

app.MapGet("/", (Predictor predictor) => $"Strata: samples {predictor.InputShape}, {predictor.ClassNames.Count} classes. POST a PNG to /predict.\n");
app.MapPost("/predict", async (HttpRequest request, Predictor predictor) =>
{
    using var body = new MemoryStream();
    await request.Body.CopyToAsync(body);
    body.Position = 0;
    try
    {
        float[] probabilities = predictor.Predict(DigitPicture.Prepare(Png.Read(body))).ToArray<float>();
        int best = Array.IndexOf(probabilities, probabilities.Max());
        return Results.Ok(new Answer(predictor.ClassNames[best], predictor.ClassNames.Zip(probabilities).ToDictionary(p => p.First, p => p.Second)));
    }
    catch (InvalidDataException fault)
    {
        return Results.BadRequest(fault.Message); // no PNG, a damaged one, or a blank one
    }
});
app.Run();

static void Train(string path)
{
    ImageSet digits = Digits.Load();
    var model = new Sequential(
        new Conv2D(8, 5, stride: 2), new Relu(), new Conv2D(16, 3), new Relu(), new MaxPool2D(2), new Flatten(), new Dropout(0.3), new Dense(10));
    History history = new Trainer(model, new Adam(), new SoftmaxCrossEntropy(), seed: 1).Fit(digits.Train, epochs: 15, validation: digits.Test);
    Console.WriteLine($"trained {path}: test accuracy {history.Last.Metrics["val_accuracy"]:P1}");
    new Sequential(model, new Softmax()).Save(path, digits.ClassNames); // the file gives probabilities
}

internal sealed record Answer(string Class, IReadOnlyDictionary<string, float> Probabilities);

[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(string))]
internal sealed partial class AnswerJson : JsonSerializerContext;
