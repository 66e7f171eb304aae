% peer(CODE, FOLDER, N, ITERATIONS): the primal-dual splitting of Papadakis, Peyre and Oudet (2014), from a checkout of
% their code, on the densities source.txt and target.txt of FOLDER, N steps in time, with the settings of its
% test_bb_pd.m and without its reports. Prints the seconds of the iteration; writes the density at t = 1/2 to middle.txt.
function peer(code, folder, n, iterations)
  addpath(fullfile(code, 'toolbox'));
  f0 = load(fullfile(folder, 'source.txt'));
  f1 = load(fullfile(folder, 'target.txt'));
  d = [n, n, n];
  epsilon = min(f0(:));
  t = repmat(reshape(linspace(0, 1, n + 1), [1 1 n + 1]), [n n 1]);
  start = staggered(d);
  start.M{3} = (1 - t) .* repmat(f0, [1 1 n + 1]) + t .* repmat(f1, [1 1 n + 1]);
  b = zeros(n, n, n, 3);
  b(:, :, 1, 3) = f0 / 2;
  b(:, :, end, 3) = f1 / 2;
  K = @(X) pd_operator(X, +1);
  KS = @(X) pd_operator(X, -1);
  proxF = @(X, gamma) proxJ(X + b, gamma, epsilon, 1, zeros(n, n, n)) - b;
  options.theta = 1;
  options.sigma = 85;
  options.tau = 0.99 / 85;
  options.niter = iterations;
  options.verb = 0;
  options.report = @(U, V) 0;
  tic;
  U = perform_primal_dual(start, K, KS, compute_dual_prox(proxF), @(U, gamma) pd_div_proj(U), options);
  seconds = toc;
  middle = U.M{3}(:, :, n / 2 + 1);
  save('-ascii', '-double', fullfile(folder, 'middle.txt'), 'middle');
  printf('%.9f\n', seconds);
end
