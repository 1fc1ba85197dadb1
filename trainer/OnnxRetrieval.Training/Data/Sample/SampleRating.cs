namespace OnnxRetrieval.Training.Data.Sample;

/// <summary>A rating in the sample.</summary>
/// <param name="User">The user, from 0.</param>
/// <param name="Movie">The movie, from 0.</param>
/// <param name="Stars">1 to 5.</param>
/// <param name="Time">Unix seconds.</param>
internal readonly record struct SampleRating(int User, int Movie, int Stars, long Time);
